/** Everything that one request caused, by its correlation id: what functions logged, messages and mails, and executions. */

import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../api/client";
import { duration } from "../i18n/format";
import { useLocale } from "../i18n/locale";
import { useWords, words } from "../i18n/words";
import { Empty } from "./Empty";
import { ExecutionLine } from "./executions";
import type { IconName } from "./Icon";
import { Line, List } from "./List";
import { Loaded } from "./Loaded";
import { Panel } from "./Panel";
import { Status } from "./Status";
import { When } from "./When";

const texts = words(
  {
    executions: "Executions",
    lines: "What happened, in order",
    request: "Request",
    sent: "Message sent",
    taken: "Message taken",
    mail: "Mail",
    task: "Task",
    none: "Nothing is known of it",
    noneText: "Either nothing carries this id, or its lines lie outside the time that was searched.",
    function: "by",
  },
  {
    executions: "Ejecuciones",
    lines: "Lo que pasó, en orden",
    request: "Petición",
    sent: "Mensaje enviado",
    taken: "Mensaje recogido",
    mail: "Correo",
    task: "Tarea",
    none: "No se sabe nada de ella",
    noneText: "O nada lleva este número, o sus líneas quedan fuera del tiempo buscado.",
    function: "por",
  },
);

const KINDS = { answered: "request", delivered: "sent", "message taken": "taken", mail: "mail" } as const;
const ICONS: Record<"request" | "sent" | "taken" | "mail" | "task", IconName> = { request: "pay", sent: "out", taken: "in", mail: "reports", task: "check" };
const HOUR_MS = 3_600_000;
const LONGEST_MS = 6 * 24 * HOUR_MS;

/** `around`: when it began; without it the day until now is searched. */
export function Trace({ correlation, around }: { correlation: string; around?: string }) {
  const say = useWords(texts);
  const query = useQuery({
    queryKey: ["operations", "traces", correlation, around ?? ""],
    queryFn: () => ask(api.GET("/admin/traces/{correlation}", { params: { path: { correlation }, query: windowOf(around) } })),
  });
  return (
    <Loaded query={query} rows={5}>
      {({ lines, executions }) =>
        lines.length + executions.length === 0 ? (
          <Panel>
            <Empty icon="trace" title={say.none}>
              {say.noneText}
            </Empty>
          </Panel>
        ) : (
          <div className="stack">
            {executions.length > 0 && (
              <Panel flush title={say.executions}>
                <List>
                  {executions.map((each) => (
                    <ExecutionLine key={each.execution} execution={each} />
                  ))}
                </List>
              </Panel>
            )}
            {lines.length > 0 && (
              <Panel flush title={say.lines}>
                <List>
                  {lines.map((line, index) => (
                    <Logged key={index} line={line} since={lines[0]?.at ?? line.at} />
                  ))}
                </List>
              </Panel>
            )}
          </div>
        )
      }
    </Loaded>
  );
}

function Logged({ line, since }: { line: Schemas["TraceLine"]; since: string }) {
  const say = useWords(texts);
  const language = useLocale();
  const kind = (KINDS as Record<string, keyof typeof ICONS>)[line.message] ?? "task";
  const after = Date.parse(line.at) - Date.parse(since);
  return (
    <Line
      icon={ICONS[kind]}
      title={line.summary}
      below={
        <>
          {say[kind]} {say.function} {line.function}
        </>
      }
      end={line.error ? <Status tone="bad">{line.error}</Status> : <span className="soft small">{after ? `+${duration(after, language)}` : <When at={line.at} how="time" />}</span>}
    />
  );
}

function windowOf(around: string | undefined) {
  const moment = Date.parse(around ?? "");
  if (Number.isNaN(moment)) return {};
  return { from: new Date(moment - HOUR_MS).toISOString(), to: new Date(Math.min(moment + LONGEST_MS, Date.now())).toISOString() };
}
