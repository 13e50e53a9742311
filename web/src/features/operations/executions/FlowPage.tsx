import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { Drawing } from "../../../flow/Drawing";
import type { Definition } from "../../../flow/machine";
import { useWords } from "../../../i18n/words";
import { ButtonLink } from "../../../ui/Button";
import { Code } from "../../../ui/Code";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { flow } from "./reads";
import { texts } from "./words";

export default function FlowPage() {
  const say = useWords(texts);
  const { name = "" } = useParams();
  return (
    <Page title={name} back="/operations/flows" actions={<ButtonLink to={`/operations/executions?flow=${name}`}>{say.itsExecutions}</ButtonLink>}>
      <Loaded query={useQuery(flow(name))} rows={8}>
        {({ definition, type }) => (
          <div className="stack">
            <Panel title={say.drawn}>
              <p className="soft">{(definition as { Comment?: string }).Comment ?? say[type]}</p>
              <Drawing name={name} definition={definition as unknown as Definition} />
            </Panel>
            <Panel>
              <Code label={say.definition} value={definition} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
