import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Movements } from "../../ui/transactions";
import { useWallet } from "./wallet";
import { texts } from "./words";

export default function WalletPage() {
  const say = useWords(texts);
  const { walletId, query } = useWallet();
  const here = `/wallets/${walletId}`;
  return (
    <Page title={query.data ? `${say.wallet} ${query.data.currency}` : say.wallet} back="/wallets">
      <Loaded query={query}>
        {(wallet) => (
          <div className="stack">
            <Panel title={say.available}>
              <p className="figure">
                <Money amount={wallet.available} currency={wallet.currency} />
              </p>
              {/[1-9]/.test(wallet.held) && <Facts facts={[[say.held, <Money key="held" amount={wallet.held} currency={wallet.currency} />]]} />}
              <div className="row">
                <ButtonLink kinds={["primary"]} to={`/payments/new?from=${walletId}`}>
                  {say.pay}
                </ButtonLink>
                <ButtonLink to={`${here}/add`}>{say.add}</ButtonLink>
                <ButtonLink to={`${here}/take`}>{say.take}</ButtonLink>
              </div>
            </Panel>
            <Movements accountId={walletId} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
