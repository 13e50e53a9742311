import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Id } from "../../../ui/Id";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Loaded } from "../../../ui/Loaded";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { ACCOUNT_TONES, products } from "../../../ui/products";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { texts } from "./words";

export default function AccountPage() {
  const say = useWords(texts);
  const names = useWords(products) as Record<string, string>;
  const { accountId = "" } = useParams();
  const [search] = useSearchParams();
  const ownerId = search.get("ownerId") ?? undefined;
  const path = { account_id: accountId };
  const account = useQuery({
    queryKey: ["operations", "accounts", accountId, ownerId ?? ""],
    queryFn: () => ask(api.GET("/admin/accounts/{account_id}", { params: { path, query: { ownerId } } })),
  });
  const entries = useInfiniteQuery(
    paged<Schemas["LedgerEntryReply"]>(["operations", "accounts", accountId, ownerId ?? "", "entries"], (page) =>
      ask(api.GET("/admin/accounts/{account_id}/entries", { params: { path, query: { ...page, ownerId } } })),
    ),
  );
  const currency = account.data?.currency;
  return (
    <Page title={account.data ? (names[account.data.product] ?? account.data.product) : say.account} back="/operations/ledger">
      <Loaded query={account} rows={5}>
        {(found) => (
          <div className="columns">
            <Listing query={entries} icon="ledger" say={say} at={(each) => each.at}>
              {(each) => (
                <Line
                  key={each.seq}
                  to={`/operations/journal/${each.postingId}?accountId=${accountId}`}
                  icon={each.moved.startsWith("-") ? "out" : "in"}
                  incoming={!each.moved.startsWith("-")}
                  title={each.kind}
                  below={
                    <>
                      #{each.seq} · <When at={each.at} how="short" />
                    </>
                  }
                  end={currency && <Money amount={each.moved} currency={currency} />}
                  endBelow={
                    currency && (
                      <>
                        <Money amount={each.balanceAfter} currency={currency} /> {say.after}
                      </>
                    )
                  }
                />
              )}
            </Listing>
            <Account account={found} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Account({ account }: { account: Schemas["LedgerAccountReply"] }) {
  const say = useWords(texts);
  const names = useWords(products);
  const money = (amount: string) => <Money amount={amount} currency={account.currency} />;
  return (
    <Panel>
      <Facts
        facts={[
          [say.status, <Status key="status" tone={ACCOUNT_TONES[account.status]}>{names[account.status]}</Status>],
          [say.balance, money(account.balance)],
          [say.posted, money(account.posted)],
          [say.held, money(account.held)],
          [say.available, money(account.available)],
          [say.counts, String(account.entries)],
          [say.holds, String(account.holds)],
          [say.version, String(account.version)],
          [say.opened, <When key="opened" at={account.openedAt} />],
          [say.owner, <Link key="owner" to={`/office/customers/${account.ownerId}`}><Id>{account.ownerId}</Id></Link>],
          ["Id", <Id key="id">{account.accountId}</Id>],
        ]}
      />
    </Panel>
  );
}
