/** Executions of flows in a list, wherever one stands: what became of it by a word and a mark. */

import type { Schemas } from "../api/client";
import { words, useWords } from "../i18n/words";
import { Id } from "./Id";
import { Line } from "./List";
import { type Tone, Status } from "./Status";
import { When } from "./When";

export type Execution = Schemas["ExecutionReply"];

export const EXECUTION_TONES: Record<Execution["status"], Tone> = {
  SUCCEEDED: "good",
  RUNNING: "wait",
  PENDING_REDRIVE: "wait",
  FAILED: "bad",
  TIMED_OUT: "bad",
  ABORTED: "bad",
};

export const executionStates = words(
  { RUNNING: "Running", SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "Timed out", ABORTED: "Aborted", PENDING_REDRIVE: "To be redriven" },
  { RUNNING: "En curso", SUCCEEDED: "Con éxito", FAILED: "Fallida", TIMED_OUT: "Fuera de plazo", ABORTED: "Abortada", PENDING_REDRIVE: "Por relanzar" },
);

export const executionAddress = (execution: string) => `/operations/executions/${encodeURIComponent(execution)}`;

export function ExecutionLine({ execution }: { execution: Execution }) {
  const say = useWords(executionStates);
  return (
    <Line
      to={executionAddress(execution.execution)}
      icon="flow"
      title={execution.flow}
      below={
        <>
          {execution.startedAt && <When at={execution.startedAt} />}
          <Id>{execution.name}</Id>
        </>
      }
      end={<Status tone={EXECUTION_TONES[execution.status]}>{say[execution.status]}</Status>}
    />
  );
}
