import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { toDecimal, toMinor, typedAs } from "../../api/money";
import { useSubmission } from "../../api/submission";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Continue } from "../../ui/Continue";
import { Empty } from "../../ui/Empty";
import { MoneyField, TextField, amountOf, required, useFields } from "../../ui/fields";
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
  const { transactionId, currency } = transfer;
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
      fill={(command, busy) => <Form transfer={transfer} before={command} busy={busy} onContinue={(wanted) => void submission.form.review(wanted)} />}
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

function Form({ transfer, before, busy, onContinue }: { transfer: Schemas["TransferReply"]; before: Command | undefined; busy: boolean; onContinue: (command: Command) => void }) {
  const say = useWords(texts);
  const language = useLocale();
  const { amount, reversed, currency } = transfer;
  const left = toDecimal(toMinor(amount, currency) - toMinor(reversed, currency), currency);
  const schema = z.object({ amount: amountOf(currency, language), reason: required(140) });
  const form = useFields(schema, { amount: typedAs(before?.amount ?? left, language), reason: before?.reason ?? "" });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(onContinue)(event)}>
      <MoneyField form={form} name="amount" label={say.amount} currency={currency} hint={say.left(money(left, currency, language))} />
      <TextField form={form} name="reason" label={say.why} hint={say.whyHint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
