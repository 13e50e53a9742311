import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../api/client";
import { accounts, paged } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Line } from "../../ui/List";
import { Listing } from "../../ui/Listing";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { AccountChoice } from "./AccountChoice";
import { TONES, texts } from "./words";

type Direction = Schemas["TransferReply"]["direction"];

export default function TransfersPage() {
  const say = useWords(texts);
  const [search, setSearch] = useSearchParams();
  const direction: Direction = search.get("direction") === "in" ? "in" : "out";
  const show = (account: string, way: Direction) => setSearch({ account, direction: way }, { replace: true });
  const actions = (
    <>
      <ButtonLink to="/transfers/payees">{say.payees}</ButtonLink>
      <ButtonLink kinds={["primary"]} to="/transfers/new">
        {say.send}
      </ButtonLink>
    </>
  );
  return (
    <Page title={say.title} actions={actions}>
      <Loaded query={useQuery(accounts)}>
        {(all) => {
          const account = all.find((each) => each.accountId === search.get("account")) ?? all[0];
          if (!account) {
            return (
              <Panel>
                <Empty icon="accounts" title={say.noAccount} action={<ButtonLink kinds={["primary"]} to="/accounts/new">{say.openAccount}</ButtonLink>}>
                  {say.noAccountText}
                </Empty>
              </Panel>
            );
          }
          return (
            <div className="stack">
              <Panel>
                {all.length > 1 && <AccountChoice label={say.account} accounts={all} chosen={account.accountId} onChoose={(id) => show(id, direction)} />}
                <div className="row" role="group" aria-label={say.direction}>
                  {(["out", "in"] as const).map((way) => (
                    <Button key={way} kinds={way === direction ? ["primary"] : []} aria-pressed={way === direction} onClick={() => show(account.accountId, way)}>
                      {say[way]}
                    </Button>
                  ))}
                </div>
              </Panel>
              <Transfers key={`${account.accountId}${direction}`} accountId={account.accountId} direction={direction} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Transfers({ accountId, direction }: { accountId: string; direction: Direction }) {
  const say = useWords(texts);
  const query = useInfiniteQuery(
    paged<Schemas["TransferReply"]>(["transfers", accountId, direction], (asked) =>
      ask(api.GET("/api/v1/transactions/account/{account_id}", { params: { path: { account_id: accountId }, query: { ...asked, direction } } })),
    ),
  );
  return (
    <Listing query={query} icon="transfer" say={say} at={(each) => each.createdAt}>
      {(each) => (
        <Line
          key={each.transactionId}
          to={`/transfers/${each.transactionId}`}
          icon={each.direction}
          incoming={each.direction === "in"}
          title={each.direction === "out" ? say.sentTo(whoIs(each)) : say.gotFrom(whoIs(each))}
          below={
            <>
              <When at={each.createdAt} how="short" />
              {each.messageToPayee && <bdi> · {each.messageToPayee}</bdi>}
            </>
          }
          end={<Money amount={each.amount} currency={each.currency} direction={each.direction} />}
          endBelow={<Status tone={TONES[each.status]}>{say[each.status]}</Status>}
        />
      )}
    </Listing>
  );
}

const whoIs = ({ counterpartyName, counterparty }: Schemas["TransferReply"]) => counterpartyName ?? `··${counterparty}`;
