import * as z from "zod/mini";
import { api, ask } from "../../api/client";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { CurrencyField, useFields } from "../../ui/fields";
import { Continue } from "../../ui/Continue";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { texts } from "./words";

type Asked = { currency: string };

export default function OpenWalletPage() {
  const say = useWords(texts);
  const submission = useSubmission("open-wallet", {
    preview: async () => null,
    send: (body: Asked, key) => ask(api.POST("/wallet", { params: { header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <Page title={say.open} back="/wallets">
      <div className="columns">
        <Panel>
          <SubmissionFlow
            submission={submission}
            confirm={say.openConfirm}
            fill={(command) => <Form before={command} onContinue={(asked) => void submission.form.review(asked)} />}
            review={(command) => [[say.currency, command.currency]]}
            done={(wallet) => (
              <>
                <p>{say.opened}</p>
                <ButtonLink kinds={["primary"]} to={`/wallets/${wallet.walletId}`}>
                  {say.toWallet}
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
  const form = useFields(z.object({ currency: z.string() }), before ?? { currency: "USD" });
  return (
    <form className="stack" onSubmit={(event) => void form.handleSubmit(onContinue)(event)}>
      <CurrencyField form={form} name="currency" label={say.currency} />
      <div className="row">
        <Continue />
      </div>
    </form>
  );
}
