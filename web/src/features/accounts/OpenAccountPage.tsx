import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { ChoiceField, CurrencyField, useFields } from "../../ui/fields";
import { Continue } from "../../ui/Continue";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { texts } from "./words";

type Asked = Schemas["OpenAccountRequest"];
const schema = z.object({ type: z.enum(["checking", "savings"]), currency: z.string() });

export default function OpenAccountPage() {
  const say = useWords(texts);
  const submission = useSubmission("open-account", {
    preview: async () => null,
    send: (body: Asked, key) => ask(api.POST("/accounts", { params: { header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <Page title={say.open} back="/accounts">
      <div className="columns">
        <Panel>
          <SubmissionFlow
            submission={submission}
            confirm={say.openConfirm}
            fill={(command) => <Form before={command} onContinue={(asked) => void submission.form.review(asked)} />}
            review={(command) => [
              [say.kind, say[command.type]],
              [say.currency, command.currency],
            ]}
            done={(account) => (
              <>
                <p>{say.opened_}</p>
                <ButtonLink kinds={["primary"]} to={`/accounts/${account.accountId}`}>
                  {say.toAccount}
                </ButtonLink>
              </>
            )}
          />
        </Panel>
      </div>
    </Page>
  );
}

function Form({ before, onContinue }: { before?: Asked; onContinue: (asked: Asked) => void }) {
  const say = useWords(texts);
  const form = useFields(schema, { type: before?.type ?? "checking", currency: before?.currency ?? "USD" });
  return (
    <form className="stack" onSubmit={(event) => void form.handleSubmit(onContinue)(event)}>
      <ChoiceField
        form={form}
        name="type"
        label={say.kind}
        choices={(["checking", "savings"] as const).map((value) => ({
          value,
          text: (
            <>
              <strong>{say[value]}</strong>
              <br />
              <span className="soft small">{value === "checking" ? say.checkingAbout : say.savingsAbout}</span>
            </>
          ),
        }))}
      />
      <CurrencyField form={form} name="currency" label={say.currency} />
      <div className="row">
        <Continue />
      </div>
    </form>
  );
}
