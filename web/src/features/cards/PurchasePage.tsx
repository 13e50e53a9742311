import { api, ask, type Schemas } from "../../api/client";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Loaded } from "../../ui/Loaded";
import { MerchantForm } from "../../ui/MerchantForm";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { type Fact, Facts, Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { useCard } from "./card";
import { texts } from "./words";

type Bought = Schemas["CardTransaction"];
type Command = Schemas["PurchaseRequest"];

export default function PurchasePage() {
  const say = useWords(texts);
  const { cardId, query } = useCard();
  return (
    <Page title={say.purchase} back={`/cards/${cardId}`}>
      <div className="columns">
        <Panel>
          <Loaded query={query}>{(card) => <Purchase key={cardId} card={card} />}</Loaded>
        </Panel>
      </div>
    </Page>
  );
}

function Purchase({ card: { cardId, currency, type, last4, available } }: { card: Schemas["CardView"] }) {
  const say = useWords(texts);
  const submission = useSubmission(`purchase:${cardId}`, {
    preview: (body: Command) => ask(api.POST("/transactions/purchase", { params: { query: { dryRun: true } }, body })),
    send: (body: Command, key) => ask(api.POST("/transactions/purchase", { params: { header: { "Idempotency-Key": key } }, body })),
  });
  const lines = (command: Command, answer: Bought): Fact[] => [
    [say[type], `··${last4}`],
    [say.merchant, command.merchant],
    [say.amount, <Money key="amount" amount={command.amount} currency={currency} />],
    [say.reference, command.reference],
    [say.after, <Money key="after" amount={answer.available} currency={currency} />],
  ];
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.purchaseConfirm}
      fill={(command, busy) => (
        <MerchantForm currency={currency} label={say.merchant} before={command} busy={busy} onContinue={(payment) => void submission.form.review({ cardId, ...payment })}
          hint={<>{say.available}: <Money amount={available} currency={currency} /></>} />
      )}
      review={lines}
      done={(result, command) => (
        <>
          <Facts facts={lines(command, result)} />
          <ButtonLink kinds={["primary"]} to={`/cards/${cardId}`}>
            {say.toCard}
          </ButtonLink>
        </>
      )}
    />
  );
}
