import { useState } from "react";
import { api, ask, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import { useWords } from "../../i18n/words";
import { Act } from "../../ui/Act";
import { Panel } from "../../ui/Panel";
import { ownId, standing } from "./reads";
import { type Document, type Wanted, chosen, missing } from "./submission";
import { texts } from "./words";

/** For what, with which documents; or what is still missing for it. */
export function Submit({ documents, isComplete, kyc }: { documents: Document[]; isComplete: boolean; kyc: Schemas["KycReply"] }) {
  const say = useWords(texts);
  const [level, setLevel] = useState<Wanted>(kyc.level === "FULL" ? "ENHANCED" : "FULL");
  const today = new Date().toISOString().slice(0, 10);
  const lacking = missing(level, isComplete, documents, today);
  const given = chosen(level, documents, today);
  const id = ownId();
  const submit = (key: string) =>
    ask(
      api.POST("/api/v1/customers/{customer_id}/kyc", {
        params: { path: { customer_id: id }, header: { "Idempotency-Key": key } },
        body: { level, documentIds: given.map((each) => each.documentId) },
      }),
    );
  return (
    <Panel title={say.submitTitle}>
      <fieldset className="field">
        <legend>{say.submitFor}</legend>
        <div className="choices">
          {(["FULL", "ENHANCED"] as const).map((each) => (
            <label className="choice" key={each}>
              <input type="radio" name="level" value={each} checked={level === each} onChange={() => setLevel(each)} />
              <span>{each === "FULL" ? say.submitFull : say.submitEnhanced}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Things title={lacking.length ? say.missing : say.submitWith} names={lacking.length ? lacking.map((each) => say[each]) : given.map((each) => say[each.type])} />
      {lacking.length === 0 && (
        <div className="row">
          <Act
            label={say.submit}
            kinds={["primary"]}
            title={say.submitTitle}
            run={async (_, key) => {
              const answer = await submit(key);
              await queries.resetQueries({ queryKey: standing(id).queryKey });
              return answer;
            }}
          >
            <p>{say.submitText}</p>
            <Things title={say.submitWith} names={given.map((each) => say[each.type])} />
          </Act>
        </div>
      )}
    </Panel>
  );
}

function Things({ title, names }: { title: string; names: string[] }) {
  return (
    <div className="stack tight">
      <h3>{title}</h3>
      <ul className="bullets">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </div>
  );
}
