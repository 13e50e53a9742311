import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { flat, paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Code, reasonOf } from "../../../ui/Code";
import { Empty } from "../../../ui/Empty";
import { Loaded, Pager } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { When } from "../../../ui/When";
import { texts } from "./words";

type Entry = Schemas["ErrorEntry"];

export default function ErrorsPage() {
  const say = useWords(texts);
  const query = useInfiniteQuery(paged<Entry>(["operations", "errors"], (page) => ask(api.GET("/admin/errors", { params: { query: page } }))));
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <Loaded query={query}>
        {(data) => {
          const entries = flat(data);
          if (entries.length === 0) {
            return (
              <Panel>
                <Empty icon="check" title={say.none}>
                  {say.noneText}
                </Empty>
              </Panel>
            );
          }
          return (
            <div className="stack">
              {entries.map((each) => (
                <Failed key={each.errorId} entry={each} />
              ))}
              <Pager query={query} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Failed({ entry }: { entry: Entry }) {
  const say = useWords(texts);
  const execution = executionOf(entry.executionArn);
  return (
    <Panel
      title={`${entry.source}: ${entry.error}`}
      actions={
        entry.retryable ? (
          <Act
            label={say.retry}
            title={say.retryTitle(entry.source)}
            run={() => ask(api.POST("/admin/errors/{error_id}/retry", { params: { path: { error_id: entry.errorId } } }))}
            done={() => <p role="status">{say.retried}</p>}
          >
            <p>{say.retryText}</p>
          </Act>
        ) : (
          <span className="soft small">{say.fixed}</span>
        )
      }
    >
      <p>{reasonOf(entry.cause)}</p>
      <p className="soft small">
        {say.at} <When at={entry.createdAt} /> · {say.table} {entry.table}
        {execution && (
          <>
            {" "}
            · <Link to={`/operations/executions/${encodeURIComponent(execution)}`}>{say.execution}</Link>
          </>
        )}
      </p>
      <Code label={say.input} value={entry.input} />
    </Panel>
  );
}

/** `flow:name` of an execution's ARN, where the flow stands behind the bank's and the stage's name. */
function executionOf(arn: string | null | undefined): string | undefined {
  const [, flow, name] = /:(?:execution|express):[^:]*?([a-z_]+):([^:]+)/.exec(arn ?? "") ?? [];
  return flow && name ? `${flow}:${name}` : undefined;
}
