import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../api/client";
import { wallets } from "../../api/reads";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Loaded } from "../../ui/Loaded";
import { MerchantForm } from "../../ui/MerchantForm";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { WalletChoice } from "../../ui/WalletChoice";
import { texts } from "./words";

export default function PayPage() {
  const say = useWords(texts);
  const [search, setSearch] = useSearchParams();
  return (
    <Page title={say.pay} back="/payments">
      <div className="columns">
        <Panel>
          <Loaded query={useQuery(wallets)}>
            {(all) => {
              const wallet = all.find((each) => each.walletId === search.get("wallet")) ?? all[0];
              if (!wallet) {
                return (
                  <Empty icon="wallets" title={say.noWallet} action={<ButtonLink kinds={["primary"]} to="/wallets/new">{say.openWallet}</ButtonLink>}>
                    {say.noWalletText}
                  </Empty>
                );
              }
              return (
                <>
                  {all.length > 1 && <WalletChoice label={say.wallet} wallets={all} chosen={wallet.walletId} onChoose={(id) => setSearch({ wallet: id }, { replace: true })} />}
                  <Pay key={wallet.walletId} wallet={wallet} />
                </>
              );
            }}
          </Loaded>
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
