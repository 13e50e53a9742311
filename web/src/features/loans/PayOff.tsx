/** A slider for what one pays beside the instalments, and what that changes: the end, the interest, the line of what is owed. */

import { useId, useState } from "react";
import type { Schemas } from "../../api/client";
import { toDecimal, toMinor } from "../../api/money";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { LineChart } from "../../ui/Chart";
import { Money } from "../../ui/Money";
import { Facts, Panel } from "../../ui/Panel";
import { When } from "../../ui/When";
import { interestOf, type Month, payOff } from "./payoff";
import { texts } from "./words";

const STEPS = 40; // of a twentieth of the instalment: twice as much again at most

export function PayOff({ loan, plan }: { loan: Schemas["LoanReply"]; plan: Schemas["ScheduleReply"] }) {
  const say = useWords(texts);
  const language = useLocale();
  const id = useId();
  const [step, setStep] = useState(5);
  const { currency } = plan;
  const owed = loan.outstanding ?? "0";
  const asPlanned = payOff(plan, loan.interestRate, owed, 0n);
  const [last, next] = [asPlanned.at(-1), plan.items.find(({ status }) => status === "COMING")];
  if (!last || !next) return null;
  // Who has paid ahead owes nothing of the next ones: the highest is what an instalment is.
  const instalment = plan.items.map(({ payment }) => toMinor(payment, currency)).reduce((most, each) => (each > most ? each : most), 0n);
  const extra = (instalment * BigInt(step)) / 20n;
  const sooner = payOff(plan, loan.interestRate, owed, extra);
  const end = sooner.at(-1) ?? last;
  const show = (minor: bigint) => money(toDecimal(minor, currency), currency, language);
  const line = (months: Month[]) => [{ at: 0, minor: toMinor(owed, currency) }, ...months.map(({ balance }, at) => ({ at: at + 1, minor: balance }))];
  return (
    <Panel title={say.payOff}>
      <div className="field">
        <label htmlFor={id}>{say.extra(show(extra))}</label>
        <input
          className="slider"
          id={id}
          type="range"
          min={0}
          max={STEPS}
          value={step}
          aria-valuetext={show(extra)}
          onChange={(event) => setStep(Number(event.target.value))}
        />
      </div>
      <div aria-live="polite">
        <Facts
          facts={[
            [say.paidOffOn, <span key="end"><When at={end.dueAt} how="day" />{sooner.length < asPlanned.length && ` · ${say.sooner(asPlanned.length - sooner.length)}`}</span>],
            [say.interestSaved, <Money key="saved" amount={toDecimal(interestOf(asPlanned) - interestOf(sooner), currency)} currency={currency} />],
          ]}
        />
      </div>
      <LineChart
        label={say.payOffChart(sooner.length, asPlanned.length)}
        top={<Money amount={owed} currency={currency} />}
        ends={[<When key="next" at={next.dueAt} how="day" />, <When key="last" at={last.dueAt} how="day" />]}
        legend={[{ name: say.withExtra }, { name: say.asPlanned }]}
        series={[{ points: line(sooner), filled: true }, { points: line(asPlanned), dashed: true }]}
      />
      <p className="soft small">{say.payOffText}</p>
    </Panel>
  );
}
