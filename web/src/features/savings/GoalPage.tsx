import { useState } from "react";
import { api, ask } from "../../api/client";
import { toMinor } from "../../api/money";
import { useSubmission } from "../../api/submission";
import { money, percent } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Continue } from "../../ui/Continue";
import { LineChart } from "../../ui/Chart";
import { Loaded } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { Movements } from "../../ui/transactions";
import { When } from "../../ui/When";
import { type Goal, projection, stateOf, useGoal } from "./goal";
import { texts } from "./words";

export default function GoalPage() {
  const say = useWords(texts);
  const { goalId, query } = useGoal();
  return (
    <Page title={query.data?.name ?? say.goal} back="/savings">
      <Loaded query={query}>
        {(goal) => (
          <div className="columns">
            <div className="stack">
              <Progress goal={goal} />
              <Movements accountId={goalId} />
            </div>
            <div className="stack">
              <Details goal={goal} />
              {goal.status === "OPEN" && (
                <Panel title={say.close}>
                  <Close key={goalId} goal={goal} />
                </Panel>
              )}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Progress({ goal }: { goal: Goal }) {
  const say = useWords(texts);
  const language = useLocale();
  const [now] = useState(Date.now);
  const show = (amount: string) => money(amount, goal.currency, language);
  const [saved, target] = [toMinor(goal.saved, goal.currency), toMinor(goal.target, goal.currency)];
  const open = goal.status === "OPEN" && !goal.reached;
  return (
    <Panel title={say.saved}>
      <p className="figure">
        <Money amount={goal.saved} currency={goal.currency} />
      </p>
      <Meter part={saved} whole={target} label={say.percent}>
        <p className="soft">
          {percent(goal.percent, language)} {say.of} <Money amount={goal.target} currency={goal.currency} />
        </p>
      </Meter>
      {open && (
        <LineChart
          label={say.chart(show(goal.saved), show(goal.target))}
          top={show(goal.target)}
          ends={[say.today, <When key="end" at={goal.targetDate} how="day" />]}
          legend={[{ name: say.asYouSave }, { name: say.asNeeded }]}
          series={[
            { points: projection(goal, now), filled: true },
            { points: [{ at: now, minor: saved }, { at: Math.max(Date.parse(goal.targetDate), now), minor: target }], dashed: true },
          ]}
        />
      )}
      {goal.status === "OPEN" && (
        <div className="row">
          <ButtonLink kinds={["primary"]} to={`/savings/${goal.goalId}/contribute`}>
            {say.contribute}
          </ButtonLink>
          <ButtonLink to={`/savings/${goal.goalId}/withdraw`}>{say.withdraw}</ButtonLink>
        </div>
      )}
    </Panel>
  );
}

function Details({ goal }: { goal: Goal }) {
  const say = useWords(texts);
  const state = stateOf(goal);
  return (
    <Panel>
      <Facts
        facts={[
          [say.percent, <Status key="state" tone={state.tone}>{say[state.text]}</Status>],
          [say.target, <Money key="target" amount={goal.target} currency={goal.currency} />],
          [say.by, <When key="by" at={goal.targetDate} how="day" />],
          [say.contribution, goal.contribution && goal.every && <span key="each"><Money amount={goal.contribution} currency={goal.currency} /> · {say[goal.every]}</span>],
          [say.projected, goal.projectedDate && <When key="projected" at={goal.projectedDate} how="day" />],
          [say.needed, <Money key="needed" amount={goal.neededPerMonth} currency={goal.currency} />],
          [say.wallet, say.walletName(goal.currency, goal.walletId.slice(-4))],
        ]}
      />
    </Panel>
  );
}

function Close({ goal }: { goal: Goal }) {
  const say = useWords(texts);
  const path = { goal_id: goal.goalId };
  const submission = useSubmission(`close-goal:${goal.goalId}`, {
    preview: (_: string) => ask(api.POST("/savings-goal/{goal_id}/close", { params: { path, query: { dryRun: true } }, body: {} })),
    send: (_: string, key) => ask(api.POST("/savings-goal/{goal_id}/close", { params: { path, header: { "Idempotency-Key": key } }, body: {} })),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.closeConfirm}
      fill={(_, busy) => (
        <>
          <p className="soft">{say.closeText}</p>
          <div className="row">
            <Continue danger busy={busy} onClick={() => void submission.form.review(goal.goalId)} />
          </div>
        </>
      )}
      review={(_, after) => [[say.walletAfter, <Money key="after" amount={after.walletBalance} currency={after.currency} />]]}
      done={() => <p>{say.closed}</p>}
    />
  );
}
