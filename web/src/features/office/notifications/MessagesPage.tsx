import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Line, List } from "../../../ui/List";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { kinds as kindNames, nameOf } from "./kinds";
import { templates } from "./templates";
import { texts } from "./words";

export default function MessagesPage() {
  const say = useWords(texts);
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <Loaded query={useQuery(templates)} rows={6}>
        {({ items }) => (
          <div className="stack">
            <Those title={say.sendable} kinds={items.filter((each) => each.sendable)} />
            <Those title={say.others} kinds={items.filter((each) => !each.sendable)} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Those({ title, kinds }: { title: string; kinds: Schemas["TemplateReply"][] }) {
  const say = useWords(texts);
  const name = useWords(kindNames);
  return (
    <Panel flush title={title}>
      <List>
        {kinds.map(({ key, category, channels }) => (
          <Line key={key} to={`/office/messages/${key}`} icon="bell" title={nameOf(key, name)} below={[key, say[category], ...channels.map((each) => say[each])].join(" · ")} />
        ))}
      </List>
    </Panel>
  );
}
