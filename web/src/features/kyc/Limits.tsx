import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { toMinor } from "../../api/money";
import { accounts } from "../../api/reads";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Choice } from "../../ui/Choice";
import { Line, List } from "../../ui/List";
import { Skeleton } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Money } from "../../ui/Money";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { texts } from "./words";

type Told = Schemas["LimitsReply"];
type Limit = Schemas["CurrencyLimit"];

const LEVELS: Told["level"][] = ["NONE", "BASIC", "FULL", "ENHANCED"];

/** What the customer may send, and what every level allows, in the currency of their first account or one that they choose. */
export function Limits({ limits }: { limits: Told }) {
  const held = useQuery(accounts);
  const [chosen, choose] = useState("");
  if (held.isPending) return <Skeleton rows={6} />;
  const of = (currency?: string) => limits.currencies.find((each) => each.currency === currency);
  const limit = of(chosen) ?? of(held.data?.[0]?.currency) ?? limits.currencies[0];
  return (
    <>
      {limit && <Sending limit={limit} currencies={limits.currencies.map((each) => each.currency)} onChoose={choose} />}
      <Levels level={limits.level} limit={limit} />
    </>
  );
}

function Sending({ limit, currencies, onChoose }: { limit: Limit; currencies: string[]; onChoose: (currency: string) => void }) {
  const say = useWords(texts);
  const { currency } = limit;
  const write = (amount: string) => <Money amount={amount} currency={currency} />;
  return (
    <Panel title={say.limits}>
      <Choice label={say.currency} chosen={currency} choices={currencies.map((each) => ({ value: each, text: each }))} onChoose={onChoose} />
      <Meter part={toMinor(limit.usedToday, currency)} whole={toMinor(limit.perDay, currency)} label={say.usedToday} />
      <Facts
        facts={[
          [say.usedToday, write(limit.usedToday)],
          [say.leftToday, write(limit.leftToday)],
          [say.perDay, write(limit.perDay)],
          [say.perTransfer, write(limit.perTransfer)],
          [say.resetsAt, <When key="resets" at={limit.resetsAt} />],
        ]}
      />
    </Panel>
  );
}

function Levels({ level, limit }: { level: Told["level"]; limit?: Limit }) {
  const say = useWords(texts);
  const language = useLocale();
  const allowed = (at: Told["level"]) => {
    const found = limit?.levels.find((each) => each.level === at);
    return limit && found && say.allows(money(found.perTransfer, limit.currency, language), money(found.perDay, limit.currency, language));
  };
  return (
    <Panel flush title={say.levels}>
      <List>
        {LEVELS.map((each) => (
          <Line
            key={each}
            title={say[each]}
            below={[say[`${each}Opens`], allowed(each)].filter(Boolean).join(". ")}
            end={each === level && <Status tone="good">{say.yours}</Status>}
          />
        ))}
      </List>
    </Panel>
  );
}
