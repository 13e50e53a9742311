/** Money that another bank sends to an account of this one. */

import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../../api/client";
import { typedAs } from "../../../api/money";
import { useSubmission } from "../../../api/submission";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Continue } from "../../../ui/Continue";
import { MoneyField, TextField, amountOf, required, useFields } from "../../../ui/fields";
import { Id } from "../../../ui/Id";
import { Money } from "../../../ui/Money";
import { Panel } from "../../../ui/Panel";
import { SubmissionFlow } from "../../../ui/SubmissionFlow";
import { texts } from "./words";

type Command = Schemas["InboundRequest"] & { amount: string };
const ROUTE = "/api/v1/simulations/inbound-ach-transfers";
const CURRENCY = "USD"; // the network carries no other

export function Receive() {
  const say = useWords(texts);
  const submission = useSubmission("operations:receive", {
    preview: (body: Command) => ask(api.POST(ROUTE, { params: { query: { dryRun: true } }, body })),
    send: (body: Command, key) => ask(api.POST(ROUTE, { params: { header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <Panel title={say.receive}>
      <SubmissionFlow
        submission={submission}
        confirm={say.receiveNow}
        fill={(command, busy) => (
          <>
            <p className="soft">{say.receiveText}</p>
            <Form before={command} busy={busy} onContinue={(wanted) => void submission.form.review(wanted)} />
          </>
        )}
        review={({ accountNumber, sender }, { amount, currency }) => [
          [say.account, accountNumber],
          [say.amount, <Money key="amount" amount={amount} currency={currency} />],
          [say.sender, sender.name],
          [say.senderAccount, `${sender.routingNumber} · ${sender.accountNumber}`],
        ]}
        done={({ transactionId }) => (
          <p role="status">
            {say.received} <Id>{transactionId}</Id>
          </p>
        )}
      />
    </Panel>
  );
}

function Form({ before, busy, onContinue }: { before: Command | undefined; busy: boolean; onContinue: (command: Command) => void }) {
  const say = useWords(texts);
  const language = useLocale();
  const schema = z.object({ accountNumber: required(34), amount: amountOf(CURRENCY, language), name: required(), routingNumber: required(9), senderNumber: required(17) });
  const form = useFields(schema, {
    accountNumber: before?.accountNumber ?? "",
    amount: before ? typedAs(before.amount, language) : "",
    name: before?.sender.name ?? "",
    routingNumber: before?.sender.routingNumber ?? "",
    senderNumber: before?.sender.accountNumber ?? "",
  });
  const send = form.handleSubmit(({ accountNumber, amount, name, routingNumber, senderNumber }) => onContinue({ accountNumber, amount, sender: { name, routingNumber, accountNumber: senderNumber } }));
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <TextField form={form} name="accountNumber" label={say.account} hint={say.accountHint} inputMode="numeric" />
      <MoneyField form={form} name="amount" label={say.amount} currency={CURRENCY} />
      <TextField form={form} name="name" label={say.sender} />
      <TextField form={form} name="routingNumber" label={say.routing} hint={say.routingHint} inputMode="numeric" />
      <TextField form={form} name="senderNumber" label={say.senderAccount} inputMode="numeric" />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
