import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Line, List } from "../../../ui/List";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { flows } from "./reads";
import { texts } from "./words";

export default function FlowsPage() {
  const say = useWords(texts);
  return (
    <Page title={say.flows}>
      <Panel flush>
        <Loaded query={useQuery(flows)}>
          {({ items }) => (
            <List>
              {items.map(({ name, type }) => (
                <Line key={name} to={`/operations/flows/${name}`} icon="flow" title={name} below={say[type]} />
              ))}
            </List>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}
