import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { untilSettled } from "../../../api/queries";
import { Drawing } from "../../../flow/Drawing";
import type { Definition } from "../../../flow/machine";
import { Steps } from "../../../flow/Steps";
import { duration } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { ButtonLink } from "../../../ui/Button";
import { Code, reasonOf } from "../../../ui/Code";
import { EXECUTION_TONES, executionAddress, executionStates } from "../../../ui/executions";
import { Id } from "../../../ui/Id";
import { Line, List } from "../../../ui/List";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { flow } from "./reads";
import { texts } from "./words";

type Details = Schemas["ExecutionDetails"];

export default function ExecutionPage() {
  const say = useWords(texts);
  const { execution = "" } = useParams();
  const query = useQuery({
    queryKey: ["operations", "executions", "one", execution],
    queryFn: () => ask(api.GET("/admin/executions/{execution}", { params: { path: { execution } } })),
    refetchInterval: untilSettled((told: Details) => told.status !== "RUNNING"),
  });
  const flowName = execution.split(":")[0] ?? "";
  return (
    <Page title={flowName || say.execution} back={`/operations/executions?flow=${flowName}`} actions={query.data && <Actions told={query.data} />}>
      <Loaded query={query} rows={8}>
        {(told) => (
          <div className="stack">
            <Summary told={told} />
            {told.hasHistory ? <History told={told} /> : <Log told={told} />}
            <Panel>
              <Code label={say.input} value={told.input} />
              <Code label={say.output} value={told.output} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ told }: { told: Details }) {
  const say = useWords(texts);
  const correlation = correlationOf(told.input);
  return (
    <>
      {correlation && <ButtonLink to={`/operations/traces/${correlation}${told.startedAt ? `?around=${told.startedAt}` : ""}`}>{say.trace}</ButtonLink>}
      {["FAILED", "TIMED_OUT", "ABORTED"].includes(told.status) && (
        <Act
          label={say.redrive}
          kinds={["primary"]}
          title={say.redrive}
          run={() => ask(api.POST("/admin/executions/{execution}/redrive", { params: { path: { execution: told.execution } } }))}
          done={({ execution }) => (
            <>
              <p role="status">{say.redriven}</p>
              <ButtonLink kinds={["primary"]} to={executionAddress(execution)}>
                {say.toRedriven}
              </ButtonLink>
            </>
          )}
        >
          <p>{say.redriveText}</p>
        </Act>
      )}
    </>
  );
}

function correlationOf(input: unknown): string | undefined {
  const found = (input as { correlationId?: unknown } | null)?.correlationId;
  return typeof found === "string" ? found : undefined;
}

function Summary({ told }: { told: Details }) {
  const say = useWords(texts);
  const states = useWords(executionStates);
  const language = useLocale();
  const took = told.startedAt ? Date.parse(told.stoppedAt ?? new Date().toISOString()) - Date.parse(told.startedAt) : null;
  return (
    <Panel>
      <Facts
        facts={[
          [say.status, <Status key="status" tone={EXECUTION_TONES[told.status]}>{states[told.status]}</Status>],
          [say.started, told.startedAt && <When key="started" at={told.startedAt} />],
          [told.stoppedAt ? say.took : say.soFar, took !== null && duration(took, language)],
          [say.name, <Id key="name">{told.name}</Id>],
          [say.error, told.error],
          [say.cause, reasonOf(told.cause)],
        ]}
      />
    </Panel>
  );
}

function History({ told }: { told: Details }) {
  const say = useWords(texts);
  const drawn = useQuery(flow(told.flow));
  return (
    <>
      <Panel title={say.graph}>
        <Loaded query={drawn} rows={8}>
          {({ definition }) => <Drawing name={told.flow} definition={definition as unknown as Definition} steps={told.steps} />}
        </Loaded>
      </Panel>
      <Panel flush title={say.steps}>
        <Steps steps={told.steps} until={told.stoppedAt ?? new Date().toISOString()} />
      </Panel>
    </>
  );
}

function Log({ told }: { told: Details }) {
  const say = useWords(texts);
  return (
    <Panel flush title={say.log}>
      <p className="soft panel-search">{say.noHistory}</p>
      <List>
        {told.log.map((line, index) => (
          <Line key={index} title={line.state || told.flow} below={line.type} end={<span className="soft small">{line.at.slice(11, 23)}</span>} />
        ))}
      </List>
    </Panel>
  );
}
