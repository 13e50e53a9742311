import { api, ask, type Schemas } from "../../api/client";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { MerchantForm } from "../../ui/MerchantForm";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { WithWallet } from "../../ui/WithWallet";
import { texts } from "./words";

export default function PayPage() {
  const say = useWords(texts);
  return (
    <Page title={say.pay} back="/payments">
      <div className="columns">
        <Panel>
          <WithWallet label={say.wallet} none={say.noWallet}>
            {(wallet) => <Pay key={wallet.walletId} wallet={wallet} />}
          </WithWallet>
        </Panel>
      </div>
    </Page>
  );
}

type Command = Schemas["PaymentRequest"];

function Pay({ wallet: { walletId, currency, available } }: { wallet: Schemas["Wallet"] }) {
  const say = useWords(texts);
  const submission = useSubmission(`pay:${walletId}`, {
    preview: (body: Command) => ask(api.POST("/payment", { params: { query: { dryRun: true } }, body })),
    send: (body: Command, key) => ask(api.POST("/payment", { params: { header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command, busy) => (
        <MerchantForm currency={currency} label={say.merchant} before={command} busy={busy} onContinue={(payment) => void submission.form.review({ walletId, ...payment })}
          hint={<>{say.available}: <Money amount={available} currency={currency} /></>} />
      )}
      review={(command) => [
        [say.wallet, say.walletName(currency, walletId.slice(-4))],
        [say.merchant, command.merchant],
        [say.amount, <Money key="amount" amount={command.amount} currency={currency} />],
        [say.reference, command.reference],
      ]}
      done={(accepted) => (
        <ButtonLink kinds={["primary"]} to={`/payments/${accepted.transactionId}`}>
          {say.follow}
        </ButtonLink>
      )}
    />
  );
}
