/** Has a message sent to some customers, after it was seen. */

import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../../api/client";
import { useSubmission } from "../../../api/submission";
import { useWords } from "../../../i18n/words";
import { Continue } from "../../../ui/Continue";
import { SelectField, TextField, required, useFields } from "../../../ui/fields";
import { SubmissionFlow } from "../../../ui/SubmissionFlow";
import { labelOf, labels } from "./variables";
import { texts } from "./words";

type Channel = Schemas["TemplateReply"]["channels"][number];
type Command = Schemas["SendRequest"] & { channel: Channel };
const MOST = 100;
const LONGEST = 64 * MOST;
const each = (typed: string) => [...new Set(typed.trim().split(/[\s,]+/))];

interface Told {
  kind: Schemas["DescribedTemplate"];
  /** The words that were seen in it; none yet, and it cannot go. */
  data: Record<string, string> | undefined;
}

export function Send({ kind, data }: Told) {
  const say = useWords(texts);
  const label = useWords(labels);
  const submission = useSubmission(`office:message:${kind.key}`, {
    preview: (command: Command) => Promise.resolve(command),
    send: ({ channel, ...body }: Command, key) => ask(api.POST(`/api/v1/notifications/${channel}`, { params: { header: { "Idempotency-Key": key } }, body })),
  });
  const written = data ?? (kind.variables.length ? undefined : {});
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command, busy) => (
        <div className="stack">
          <p className="soft">{say.sendText}</p>
          {written ? <Form kind={kind} data={written} before={command} busy={busy} onContinue={(wanted) => void submission.form.review(wanted)} /> : <p className="note">{say.seeFirst}</p>}
        </div>
      )}
      review={({ channel, userIds, data }) => [[say.channel, say[channel]], [say.toHowMany, String(userIds.length)], ...Object.entries(data).map(([name, value]): [string, string] => [labelOf(name, label), value])]}
      done={({ accepted }) => <p role="status">{say.sent(accepted)}</p>}
    />
  );
}

function Form({ kind, data, before, busy, onContinue }: { kind: Told["kind"]; data: Command["data"]; before: Command | undefined; busy: boolean; onContinue: (command: Command) => void }) {
  const say = useWords(texts);
  const schema = z.object({
    customers: required(LONGEST).check(z.refine((typed) => each(typed).length <= MOST, say.tooMany)),
    channel: z.enum(kind.channels),
  });
  const form = useFields(schema, { customers: before?.userIds.join(" ") ?? "", channel: before?.channel ?? "email" });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(({ customers, channel }) => onContinue({ template: kind.key, userIds: each(customers), data, channel }))(event)}>
      <TextField form={form} name="customers" label={say.customer} hint={say.customerHint} />
      <SelectField form={form} name="channel" label={say.channel}>
        {kind.channels.map((each) => (
          <option key={each} value={each}>
            {say[each]}
          </option>
        ))}
      </SelectField>
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
