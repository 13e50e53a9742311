/** The words of a message, and how it looks with them. */

import { useMutation } from "@tanstack/react-query";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../../api/client";
import { Failure } from "../../../api/failure";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Button } from "../../../ui/Button";
import { SelectField, TextField, required, useFields } from "../../../ui/fields";
import { FailureNote } from "../../../ui/FailureNote";
import { Facts, Panel } from "../../../ui/Panel";
import { examples, labelOf, labels } from "./variables";
import { texts } from "./words";

type Wanted = Schemas["PreviewRequest"];
const LOCALES = ["en", "es"] as const;
const LONGEST = 500;

interface Told {
  kind: Schemas["DescribedTemplate"];
  /** What the bank has shown without an objection: the words that can be sent. */
  onSeen: (data: Wanted["data"]) => void;
}

export function Preview({ kind: { key, variables }, onSeen }: Told) {
  const say = useWords(texts);
  const label = useWords(labels);
  const language = useLocale();
  const schema = z.object({ locale: z.enum(LOCALES), data: z.object(Object.fromEntries(variables.map((each) => [each, required(LONGEST)]))) });
  const form = useFields(schema, { locale: language, data: Object.fromEntries(variables.map((each) => [each, ""])) });
  const looking = useMutation({
    mutationFn: (body: Wanted) => ask(api.POST("/api/v1/notifications/templates/{key}/preview", { params: { path: { key } }, body })),
    onSuccess: (_, { data }) => onSeen(data),
  });
  return (
    <div className="stack">
      <Panel title={say.look}>
        <p className="soft">{say.lookText}</p>
        <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((wanted) => looking.mutate(wanted))(event)}>
          {looking.error instanceof Failure && <FailureNote failure={looking.error} focus />}
          {variables.map((each) => (
            <TextField key={each} form={form} name={`data.${each}`} label={labelOf(each, label)} hint={examples[each] && say.such(examples[each])} />
          ))}
          <SelectField form={form} name="locale" label={say.language}>
            {LOCALES.map((each) => (
              <option key={each} value={each}>
                {say[each]}
              </option>
            ))}
          </SelectField>
          <div className="row">
            <Button type="submit" kinds={["primary"]} busy={looking.isPending}>
              {say.look}
            </Button>
          </div>
        </form>
      </Panel>
      {looking.data && <Shown seen={looking.data} />}
    </div>
  );
}

/** Its text, not its page: nothing that comes as HTML is put into ours. */
function Shown({ seen }: { seen: Schemas["PreviewReply"] }) {
  const say = useWords(texts);
  return (
    <Panel title={seen.subject}>
      <div className="stack" role="status">
        <div className="code">
          <pre tabIndex={0}>{seen.text}</pre>
        </div>
        <Facts facts={[[say.sms, seen.sms], [say.version, seen.version]]} />
      </div>
    </Panel>
  );
}
