import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask } from "../../../api/client";
import { paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { ButtonLink } from "../../../ui/Button";
import { Chips } from "../../../ui/Chips";
import { Choice } from "../../../ui/Choice";
import { Empty } from "../../../ui/Empty";
import { type Execution, ExecutionLine, executionStates } from "../../../ui/executions";
import { Listing } from "../../../ui/Listing";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { flows } from "./reads";
import { texts } from "./words";

const STATES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const;
type State = (typeof STATES)[number];

export default function ExecutionsPage() {
  const say = useWords(texts);
  const states = useWords(executionStates);
  const [search, setSearch] = useSearchParams();
  const flow = search.get("flow") ?? "";
  const status = STATES.find((each) => each === search.get("status"));
  const choose = (name: string) => setSearch({ ...(name && { flow: name }), ...(status && { status }) });
  return (
    <Page title={say.title} actions={flow && <ButtonLink to={`/operations/flows/${flow}`}>{say.draw}</ButtonLink>}>
      <Loaded query={useQuery(flows)}>
        {({ items }) => (
          <div className="stack">
            <Panel>
              <Choice label={say.flow} chosen={flow} onChoose={choose} choices={[{ value: "", text: say.allFlows }, ...items.map(({ name }) => ({ value: name, text: name }))]} />
              <Chips
                label={say.status}
                name="status"
                chosen={status ?? ""}
                choices={[{ value: "", text: say.all }, ...STATES.map((each) => ({ value: each, text: states[each] }))]}
              />
            </Panel>
            {items.find(({ name }) => name === flow)?.type === "EXPRESS" ? (
              <Panel>
                <Empty icon="flow" title={say.express}>
                  {say.expressText}
                </Empty>
              </Panel>
            ) : (
              <Executions flow={flow} status={status} />
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Executions({ flow, status }: { flow: string; status?: State }) {
  const say = useWords(texts);
  const query = useInfiniteQuery(
    paged<Execution>(["operations", "executions", flow, status ?? ""], (page) =>
      ask(api.GET("/admin/executions", { params: { query: { ...page, flow: flow || undefined, status } } })),
    ),
  );
  return (
    <Listing query={query} icon="flow" say={say}>
      {(each) => <ExecutionLine key={each.execution} execution={each} />}
    </Listing>
  );
}
