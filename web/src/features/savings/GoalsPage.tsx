import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask } from "../../api/client";
import { toMinor } from "../../api/money";
import { flat, paged } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Loaded, Pager } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { type Goal, stateOf } from "./goal";
import { texts } from "./words";

export default function GoalsPage() {
  const say = useWords(texts);
  const query = useInfiniteQuery(paged<Goal>(["goals"], (asked) => ask(api.GET("/savings-goals", { params: { query: asked } }))));
  return (
    <Page title={say.title} actions={<ButtonLink kinds={["primary"]} to="/savings/new">{say.new}</ButtonLink>}>
      <Loaded query={query}>
        {(data) =>
          flat(data).length === 0 ? (
            <Panel>
              <Empty icon="savings" title={say.none}>
                {say.noneText}
              </Empty>
            </Panel>
          ) : (
            <>
              <ul className="grid">
                {flat(data).map((goal) => (
                  <li key={goal.goalId} className="panel stack">
                    <div className="panel-head">
                      <h2>
                        <Link to={`/savings/${goal.goalId}`}>
                          <bdi>{goal.name}</bdi>
                        </Link>
                      </h2>
                      <Status tone={stateOf(goal).tone}>{say[stateOf(goal).text]}</Status>
                    </div>
                    <Meter part={toMinor(goal.saved, goal.currency)} whole={toMinor(goal.target, goal.currency)} label={say.percent}>
                      <p>
                        <strong>
                          <Money amount={goal.saved} currency={goal.currency} />
                        </strong>{" "}
                        <span className="soft">
                          {say.of} <Money amount={goal.target} currency={goal.currency} />
                        </span>
                      </p>
                    </Meter>
                  </li>
                ))}
              </ul>
              <Pager query={query} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
