import { useState } from "react";
import { useSearchParams } from "react-router";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Chips } from "../../ui/Chips";
import { Choice } from "../../ui/Choice";
import { Empty } from "../../ui/Empty";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Transactions } from "../../ui/transactions";
import { Chosen } from "./Chosen";
import { Export } from "./Export";
import { FilterForm } from "./FilterForm";
import { filtersOf, narrowedTo, PERIODS } from "./filters";
import { type Own, useOwn } from "./own";
import { texts } from "./words";

export default function TransactionsPage() {
  const say = useWords(texts);
  return (
    <Page title={say.title}>
      <Loaded query={useOwn()}>
        {(own) =>
          own.length > 0 ? (
            <Found own={own} />
          ) : (
            <Panel>
              <Empty icon="search" title={say.nothing} action={<ButtonLink kinds={["primary"]} to="/accounts/new">{say.openAccount}</ButtonLink>}>
                {say.nothingText}
              </Empty>
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}

function Found({ own }: { own: Own[] }) {
  const say = useWords(texts);
  const [today] = useState(() => new Date());
  const [search, setSearch] = useSearchParams();
  const { id, currency } = own.find((each) => each.id === search.get("account")) ?? own[0]!;
  const filters = filtersOf(search);
  const narrowed = narrowedTo(filters, today);
  const choose = (account: string) => {
    const next = new URLSearchParams(search);
    next.set("account", account);
    for (const name of ["min", "max"]) next.delete(name); // of another currency, perhaps
    setSearch(next, { replace: true });
  };
  const periods = [{ value: "", text: say.ever }, ...PERIODS.map((value) => ({ value, text: say[value] }))];
  return (
    <>
      <Panel>
        <Choice label={say.account} chosen={id} choices={own.map((each) => ({ value: each.id, text: each.name }))} onChoose={choose} />
        <Chips label={say.direction} name="direction" chosen={filters.direction}
          choices={[{ value: "", text: say.both }, { value: "in", text: say.in }, { value: "out", text: say.out }]} />
        <Chips label={say.period} name="period" chosen={filters.from || filters.to ? "-" : filters.period} instead={["from", "to"]} choices={periods} />
        <FilterForm key={`${id} ${search}`} filters={filters} currency={currency} />
        <Chosen filters={filters} currency={currency} />
        <Export key={`export ${id} ${search}`} accountId={id} narrowed={narrowed} />
      </Panel>
      <Panel flush>
        <Transactions key={id} accountId={id} narrowed={narrowed} />
      </Panel>
    </>
  );
}
