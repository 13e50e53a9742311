import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../api/client";
import { toDecimal, toMinor } from "../../api/money";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { GiveBackForm } from "../../ui/GiveBackForm";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { givesBack, transferOf } from "./transfer";
import { texts } from "./words";

type Command = Schemas["ReverseRequest"] & { amount: string };

export default function GiveBackPage() {
  const say = useWords(texts);
  const { transferId = "" } = useParams();
  return (
    <Page title={say.giveBack} back={`/transfers/${transferId}`}>
      <div className="columns">
        <Panel>
          <Loaded query={useQuery(transferOf(transferId))}>{(transfer) => (givesBack(transfer) ? <GiveBack transfer={transfer} /> : <Not transferId={transferId} />)}</Loaded>
        </Panel>
      </div>
    </Page>
  );
}

/** Somebody came by the address alone. */
function Not({ transferId }: { transferId: string }) {
  const say = useWords(texts);
  return (
    <Empty icon="transfer" title={say.notGivenBack} action={<ButtonLink to={`/transfers/${transferId}`}>{say.receipt}</ButtonLink>}>
      {say.notGivenBackText}
    </Empty>
  );
}

function GiveBack({ transfer }: { transfer: Schemas["TransferReply"] }) {
  const say = useWords(texts);
  const { transactionId, amount, reversed, currency } = transfer;
  const left = toDecimal(toMinor(amount, currency) - toMinor(reversed, currency), currency);
  const path = { transaction_id: transactionId };
  const submission = useSubmission(`give-back:${transactionId}`, {
    preview: (body: Command) => ask(api.POST("/api/v1/transactions/{transaction_id}/reverse", { params: { path, query: { dryRun: true } }, body })),
    send: (body: Command, key) =>
      ask(api.POST("/api/v1/transactions/{transaction_id}/reverse", { params: { path, header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.giveBackConfirm}
      fill={(command, busy) => <GiveBackForm left={left} currency={currency} before={command} busy={busy} hint={say.whyHint} onContinue={(wanted) => void submission.form.review(wanted)} />}
      review={(command) => [
        [say.to, transfer.counterpartyName ?? say.ending(transfer.counterparty)],
        [say.amount, <Money key="amount" amount={command.amount} currency={currency} />],
        [say.why, command.reason],
      ]}
      done={() => (
        <ButtonLink kinds={["primary"]} to={`/transfers/${transactionId}`}>
          {say.receipt}
        </ButtonLink>
      )}
    />
  );
}
