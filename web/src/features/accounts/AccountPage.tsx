import type { Schemas } from "../../api/client";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { Movements } from "../../ui/transactions";
import { When } from "../../ui/When";
import { useAccount } from "./account";
import { texts } from "./words";

const TONES = { OPEN: "good", FROZEN: "bad", CLOSED: "plain" } as const;

export default function AccountPage() {
  const say = useWords(texts);
  const { accountId, query } = useAccount();
  return (
    <Page title={query.data ? `${say[query.data.type]} ··${query.data.accountNumber.slice(-4)}` : say.account} back="/accounts">
      <Loaded query={query}>{(account) => <Account key={accountId} account={account} />}</Loaded>
    </Page>
  );
}

function Account({ account }: { account: Schemas["BankAccountReply"] }) {
  const say = useWords(texts);
  const here = `/accounts/${account.accountId}`;
  return (
    <div className="columns">
      <div className="stack">
        <Panel title={say.available}>
          <p className="figure">
            <Money amount={account.available} currency={account.currency} />
          </p>
          {account.status !== "CLOSED" && (
            <div className="row">
              <ButtonLink kinds={["primary"]} to={`${here}/deposit`}>
                {say.deposit}
              </ButtonLink>
              {account.status === "OPEN" && <ButtonLink to={`${here}/withdraw`}>{say.withdraw}</ButtonLink>}
              {account.status === "OPEN" && <ButtonLink to={`/payments/new?from=${account.accountId}`}>{say.pay}</ButtonLink>}
            </div>
          )}
        </Panel>
        <Movements accountId={account.accountId} />
      </div>
      <Panel title={say.details}>
        <Facts
          facts={[
            [say.number, <span key="number" className="mono">{account.accountNumber}</span>],
            [say.state, <Status key="state" tone={TONES[account.status]}>{say[account.status]}</Status>],
            [say.posted, <Money key="posted" amount={account.posted} currency={account.currency} />],
            [say.held, <Money key="held" amount={account.held} currency={account.currency} />],
            [say.currency, account.currency],
            [say.opened, <When key="opened" at={account.openedAt} how="day" />],
          ]}
        />
        <ButtonLink to={`${here}/statements`}>{say.statements}</ButtonLink>
        {account.status !== "CLOSED" && (
          <ButtonLink kinds={["danger"]} to={`${here}/close`}>
            {say.close}
          </ButtonLink>
        )}
      </Panel>
    </div>
  );
}
