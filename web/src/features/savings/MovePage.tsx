/** Into a goal and out of it: the same form on two routes of the API. */

import { api, ask } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { MovePanel } from "../../ui/MovePanel";
import { Page } from "../../ui/Page";
import { useGoal } from "./goal";
import { texts } from "./words";

export function MovePage({ way }: { way: "contribute" | "withdraw" }) {
  const say = useWords(texts);
  const { goalId, query } = useGoal();
  const route = `/savings-goal/{goal_id}/${way}` as const;
  const path = { goal_id: goalId };
  return (
    <Page title={say[way]} back={`/savings/${goalId}`}>
      <Loaded query={query}>
        {({ currency, name, saved }) => (
          <MovePanel
            key={goalId}
            name={`${way}-goal:${goalId}`}
            currency={currency}
            confirm={say[`${way}Confirm`]}
            about={[[say.goal, name]]}
            hint={<>{say.saved}: <Money amount={saved} currency={currency} /></>}
            means={{
              preview: (body) => ask(api.POST(route, { params: { path, query: { dryRun: true } }, body })),
              send: (body, key) => ask(api.POST(route, { params: { path, header: { "Idempotency-Key": key } }, body })),
            }}
            after={(answer) => [
              [say.savedAfter, <Money key="saved" amount={answer.saved} currency={currency} />],
              [say.walletAfter, <Money key="wallet" amount={answer.walletBalance} currency={currency} />],
            ]}
            on={{ to: `/savings/${goalId}`, text: say.toGoal }}
          />
        )}
      </Loaded>
    </Page>
  );
}
