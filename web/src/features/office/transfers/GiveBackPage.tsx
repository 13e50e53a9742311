/** A transfer goes back to who paid it: proposed here, and decided by somebody else. */

import { useSearchParams } from "react-router";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../../api/client";
import { typedAs } from "../../../api/money";
import { useSubmission } from "../../../api/submission";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Continue } from "../../../ui/Continue";
import { TextField, amountOf, required, useFields } from "../../../ui/fields";
import { Id } from "../../../ui/Id";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { Proposed } from "../../../ui/Proposed";
import { SubmissionFlow } from "../../../ui/SubmissionFlow";
import { texts } from "./words";

type Command = Schemas["ReverseRequest"] & { transferId: string };
/** What would be given back, at the review; then the proposal. */
type Answer = Schemas["Reversed"] | Schemas["Proposed"];

// The transfer's own currency is known at the review: until then an amount is read as one of two decimals, and the bank judges it.
const READ_AS = "USD";
const ROUTE = "/api/v1/transactions/{transaction_id}/reverse";
const path = ({ transferId }: Command) => ({ transaction_id: transferId });
const body = ({ amount, reason }: Command) => (amount ? { amount, reason } : { reason });

export default function GiveBackPage() {
  const say = useWords(texts);
  const submission = useSubmission("office:give-back", {
    preview: (command: Command) => ask<Answer>(api.POST(ROUTE, { params: { path: path(command), query: { dryRun: true } }, body: body(command) })),
    send: (command: Command, key) => ask<Answer>(api.POST(ROUTE, { params: { path: path(command), header: { "Idempotency-Key": key } }, body: body(command) })),
  });
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <div className="columns">
        <Panel>
          <SubmissionFlow
            submission={submission}
            confirm={say.confirm}
            fill={(command, busy) => <Form before={command} busy={busy} onContinue={(wanted) => void submission.form.review(wanted)} />}
            review={({ transferId, reason }, seen) => [
              [say.transfer, <Id key="transfer">{transferId}</Id>],
              [say.amount, "amount" in seen && <Money key="amount" amount={seen.amount} currency={seen.currency} />],
              [say.reason, reason],
            ]}
            done={(answer) => "approvalId" in answer && <Proposed approvalId={answer.approvalId}>{say.proposed}</Proposed>}
          />
        </Panel>
      </div>
    </Page>
  );
}

function Form({ before, busy, onContinue }: { before: Command | undefined; busy: boolean; onContinue: (command: Command) => void }) {
  const say = useWords(texts);
  const language = useLocale();
  const [search] = useSearchParams();
  const schema = z.object({ transferId: required(64), amount: amountOf(READ_AS, language, { orNone: true }), reason: required(140) });
  const form = useFields(schema, {
    transferId: before?.transferId ?? search.get("transfer") ?? "",
    amount: before?.amount ? typedAs(before.amount, language) : "",
    reason: before?.reason ?? "",
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(onContinue)(event)}>
      <TextField form={form} name="transferId" label={say.transfer} hint={say.transferHint} />
      <TextField form={form} name="amount" label={say.amount} hint={say.amountHint} inputMode="decimal" />
      <TextField form={form} name="reason" label={say.reason} hint={say.reasonHint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
