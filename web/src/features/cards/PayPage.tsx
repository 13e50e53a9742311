import { api, ask } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { MovePanel } from "../../ui/MovePanel";
import { Page } from "../../ui/Page";
import { useCard } from "./card";
import { texts } from "./words";

export default function PayPage() {
  const say = useWords(texts);
  const { cardId, query } = useCard();
  const path = { card_id: cardId };
  return (
    <Page title={say.payTitle} back={`/cards/${cardId}`}>
      <Loaded query={query}>
        {({ currency, used = "0", last4, type }) => (
          <MovePanel
            key={cardId}
            name={`pay-card:${cardId}`}
            currency={currency}
            confirm={say.payConfirm}
            about={[[say[type], `··${last4}`]]}
            hint={<>{say.owed}: <Money amount={used} currency={currency} /></>}
            means={{
              preview: (body) => ask(api.POST("/card/paid/{card_id}", { params: { path, query: { dryRun: true } }, body })),
              send: (body, key) => ask(api.POST("/card/paid/{card_id}", { params: { path, header: { "Idempotency-Key": key } }, body })),
            }}
            after={(answer) => [[say.usedAfter, answer.used === undefined ? null : <Money key="used" amount={answer.used} currency={currency} />]]}
            on={{ to: `/cards/${cardId}`, text: say.toCard }}
          />
        )}
      </Loaded>
    </Page>
  );
}
