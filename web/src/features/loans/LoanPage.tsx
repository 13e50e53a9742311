import type { Schemas } from "../../api/client";
import { toMinor } from "../../api/money";
import { money, percent } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { BarChart } from "../../ui/Chart";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { useLoan, useSchedule } from "./loan";
import { PayOff } from "./PayOff";
import { TONES, texts } from "./words";

export default function LoanPage() {
  const say = useWords(texts);
  const language = useLocale();
  const { loanId, query } = useLoan();
  const schedule = useSchedule(loanId);
  return (
    <Page title={query.data ? `${say.loan} ${money(query.data.amount, query.data.currency, language)}` : say.loan} back="/loans">
      <Loaded query={query}>
        {(loan) => (
          <div className="stack">
            <div className="columns">
              <Panel title={say.outstanding}>
                <p className="figure">
                  <Money amount={loan.outstanding ?? "0"} currency={loan.currency} />
                </p>
                {loan.status === "APPROVED" && loan.disbursedAt && (
                  <div className="row">
                    <ButtonLink kinds={["primary"]} to={`/loans/${loanId}/repay`}>
                      {say.repay}
                    </ButtonLink>
                  </div>
                )}
                <Loaded query={schedule}>{(plan) => <Chart plan={plan} />}</Loaded>
              </Panel>
              <Panel>
                <Facts
                  facts={[
                    [say.state, <Status key="state" tone={TONES[loan.status]}>{say[loan.status]}</Status>],
                    [say.amount, <Money key="amount" amount={loan.amount} currency={loan.currency} />],
                    [say.rate, percent(loan.interestRate, language)],
                    [say.term, say.months(loan.termMonths)],
                    [say.created, <When key="created" at={loan.createdAt} how="day" />],
                    [say.disbursed, loan.disbursedAt && <When key="disbursed" at={loan.disbursedAt} how="day" />],
                    [say.totalInterest, schedule.data && <Money key="interest" amount={schedule.data.totalInterest} currency={loan.currency} />],
                    [say.nextDue, schedule.data?.nextDue && <span key="next"><Money amount={schedule.data.nextDue.amount} currency={loan.currency} /> · <When at={schedule.data.nextDue.dueAt} how="day" /></span>],
                    [say.overdue, schedule.data && /[1-9]/.test(schedule.data.overdue) && <span key="overdue" className="bad"><Money amount={schedule.data.overdue} currency={loan.currency} /></span>],
                  ].map(([label, value]) => [label as string, value || null])}
                />
              </Panel>
            </div>
            {loan.status === "APPROVED" && schedule.data && <PayOff loan={loan} plan={schedule.data} />}
            <Panel flush title={say.schedule}>
              <Loaded query={schedule}>{(plan) => <Instalments plan={plan} />}</Loaded>
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Chart({ plan }: { plan: Schemas["ScheduleReply"] }) {
  const say = useWords(texts);
  const [first, last] = [plan.items[0], plan.items.at(-1)];
  if (!first || !last) return null;
  const minor = (amount: string) => toMinor(amount, plan.currency);
  const highest = plan.items.reduce((most, each) => (minor(each.payment) > minor(most.payment) ? each : most), first);
  return (
    <BarChart
      label={say.chart}
      top={<Money amount={highest.payment} currency={plan.currency} />}
      ends={[<When key="first" at={first.dueAt} how="day" />, <When key="last" at={last.dueAt} how="day" />]}
      legend={[{ name: say.principal }, { name: say.interest, value: <Money amount={plan.totalInterest} currency={plan.currency} /> }]}
      bars={plan.items.map((each) => [minor(each.principal), minor(each.interest)])}
    />
  );
}

const STATES = { COMING: "wait", AHEAD: "good", OVERDUE: "bad", PAID: "good" } as const;

/** What was repaid beyond the instalments due leaves nothing to pay of the next ones. */
function stateOf({ status, payment }: Schemas["ScheduleReply"]["items"][number], currency: string): keyof typeof STATES {
  return status === "COMING" && toMinor(payment, currency) === 0n ? "AHEAD" : status;
}

function Instalments({ plan }: { plan: Schemas["ScheduleReply"] }) {
  const say = useWords(texts);
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={say.schedule}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say.number}</th>
            <th scope="col">{say.due}</th>
            <th scope="col" className="end">{say.payment}</th>
            <th scope="col" className="end">{say.principal}</th>
            <th scope="col" className="end">{say.interest}</th>
            <th scope="col" className="end">{say.balance}</th>
            <th scope="col">{say.state}</th>
          </tr>
        </thead>
        <tbody>
          {plan.items.map((each) => (
            <tr key={each.number}>
              <td>{each.number}</td>
              <td className="nowrap"><When at={each.dueAt} how="day" /></td>
              {[each.payment, each.principal, each.interest, each.balance].map((amount, column) => (
                <td key={column} className="end"><Money amount={amount} currency={plan.currency} /></td>
              ))}
              <td><State state={stateOf(each, plan.currency)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ state }: { state: keyof typeof STATES }) {
  return <Status tone={STATES[state]}>{useWords(texts)[state]}</Status>;
}
