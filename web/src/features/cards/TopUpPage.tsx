import { api, ask } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { MovePanel } from "../../ui/MovePanel";
import { Page } from "../../ui/Page";
import { useCard } from "./card";
import { texts } from "./words";

export default function TopUpPage() {
  const say = useWords(texts);
  const { cardId, query } = useCard();
  const path = { card_id: cardId };
  return (
    <Page title={say.topUpTitle} back={`/cards/${cardId}`}>
      <Loaded query={query}>
        {({ currency, available, last4, type }) => (
          <MovePanel
            key={cardId}
            name={`top-up:${cardId}`}
            currency={currency}
            confirm={say.topUpConfirm}
            about={[[say[type], `··${last4}`]]}
            hint={<>{say.available}: <Money amount={available} currency={currency} /></>}
            means={{
              preview: (body) => ask(api.POST("/transactions/save/{card_id}", { params: { path, query: { dryRun: true } }, body })),
              send: (body, key) => ask(api.POST("/transactions/save/{card_id}", { params: { path, header: { "Idempotency-Key": key } }, body })),
            }}
            after={(answer) => [[say.after, <Money key="after" amount={answer.available} currency={currency} />]]}
            on={{ to: `/cards/${cardId}`, text: say.toCard }}
          />
        )}
      </Loaded>
    </Page>
  );
}
