import { type FormEvent } from "react";
import { useSearchParams } from "react-router";
import type { Schemas } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { Transactions } from "../../ui/transactions";
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

/** All movements, or those with one reference; which, is in the address. */
function Movements({ accountId }: { accountId: string }) {
  const say = useWords(texts);
  const [search, setSearch] = useSearchParams();
  const reference = search.get("reference") ?? "";
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const asked = String(new FormData(event.currentTarget).get("reference") ?? "").trim();
    setSearch(asked ? { reference: asked } : {});
  };
  return (
    <Panel flush title={say.movements}>
      <form className="panel-search row" role="search" onSubmit={find} key={reference}>
        <input className="input" type="search" name="reference" defaultValue={reference} aria-label={say.search} placeholder={say.search} maxLength={64} />
        <Button type="submit">{say.find}</Button>
        {reference && <Button kinds={["plain"]} onClick={() => setSearch({})}>{say.showAll}</Button>}
      </form>
      <Transactions accountId={accountId} reference={reference} to={(id) => `/transactions/${accountId}/${id}`} />
    </Panel>
  );
}
