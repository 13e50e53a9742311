/** Avalanche beside snowball: how long, what it costs, and what is owed month by month. */

import type { Schemas } from "../../api/client";
import { toDecimal, toMinor } from "../../api/money";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { LineChart } from "../../ui/Chart";
import { Money } from "../../ui/Money";
import { type Fact, Facts, Panel } from "../../ui/Panel";
import { texts } from "./words";

export function Plans({ plans, owed }: { plans: Schemas["OptimiseReply"]; owed: string[] }) {
  const say = useWords(texts);
  const language = useLocale();
  const { currency, avalanche, snowball } = plans;
  const sum = (amounts: readonly string[]) => amounts.reduce((total, each) => total + toMinor(each, currency), 0n);
  const start = { at: 0, minor: sum(owed) };
  const line = (plan: Schemas["PlanReply"]) => [start, ...plan.schedule.map((each) => ({ at: each.month, minor: sum(each.balances as string[]) }))];
  const longest = Math.max(avalanche.months, snowball.months);
  return (
    <div className="stack" role="status">
      <Panel title={say.saved}>
        <p className="figure good">
          <Money amount={plans.interestSaved} currency={currency} />
        </p>
        <LineChart
          label={say.chart}
          top={money(toDecimal(start.minor, currency), currency, language)}
          ends={[say.now, say.months(longest)]}
          legend={[{ name: say.avalanche }, { name: say.snowball }]}
          series={[{ points: line(avalanche), filled: true }, { points: line(snowball), dashed: true }]}
        />
      </Panel>
      <div className="grid">
        <Plan name={say.avalanche} about={say.avalancheAbout} plan={avalanche} currency={currency} />
        <Plan name={say.snowball} about={say.snowballAbout} plan={snowball} currency={currency} />
      </div>
    </div>
  );
}

function Plan({ name, about, plan, currency }: { name: string; about: string; plan: Schemas["PlanReply"]; currency: string }) {
  const say = useWords(texts);
  const ends = Object.entries(plan.paidOffInMonth as Record<string, number>).map(([loan, month]): Fact => [say.ends(loan), say.months(month)]);
  return (
    <Panel title={name}>
      <p className="soft">{about}</p>
      <Facts
        facts={[
          [say.free, <strong key="free">{say.months(plan.months)}</strong>],
          [say.interest, <Money key="interest" amount={plan.totalInterest} currency={currency} />],
          [say.paid, <Money key="paid" amount={plan.totalPaid} currency={currency} />],
          ...ends,
        ]}
      />
    </Panel>
  );
}
