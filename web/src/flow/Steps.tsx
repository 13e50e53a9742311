/** The states that an execution entered, in their order: each with its time on one line, and what went in and out. */

import { duration } from "../i18n/format";
import { useLocale } from "../i18n/locale";
import { useWords } from "../i18n/words";
import { Code, reasonOf } from "../ui/Code";
import { type Tone, Status } from "../ui/Status";
import type { Outcome, Step } from "./run";
import { type Scale, scaleOf } from "./timeline";
import "../styles/flow.css";
import { texts } from "./words";

export type FullStep = Omit<Step, "failures"> & { kind: string; depth: number; input: unknown; output: unknown; failures: { error: string; cause: string }[] };

const TONES: Record<Outcome, Tone> = { SUCCEEDED: "good", CAUGHT: "wait", FAILED: "bad", OPEN: "wait" };
const SHORTEST = 0.6; // percent of the line that can still be seen

export function Steps({ steps, until }: { steps: readonly FullStep[]; until: string }) {
  const say = useWords(texts);
  const language = useLocale();
  const end = (step: FullStep) => Date.parse(step.exitedAt ?? until);
  const scale = scaleOf(steps.map((step) => ({ from: Date.parse(step.enteredAt), to: end(step) })));
  return (
    <>
      {scale.cuts.map((cut) => (
        <p key={cut.from} className="soft small panel-search">
          {say.cut(duration(cut.to - cut.from, language))}
        </p>
      ))}
      <ol className="list ruled steps">
        {steps.map((step, index) => (
          <li key={index} className={`depth-${Math.min(step.depth, 3)}`}>
            <details>
              <summary>
                <span className="line-text">
                  <span>{step.name}</span>
                  <span className="soft small">{step.kind}</span>
                </span>
                <Status tone={TONES[step.status]}>{say[step.status]}</Status>
                <Bar scale={scale} from={Date.parse(step.enteredAt)} to={end(step)} outcome={step.status} />
                <span className="soft small end nowrap">{step.status === "OPEN" ? say.running : duration(end(step) - Date.parse(step.enteredAt), language)}</span>
              </summary>
              <div className="stack tight">
                {step.failures.map((failure, each) => (
                  <p key={each} className="note bad small">
                    <strong>{failure.error}</strong> {reasonOf(failure.cause)}
                  </p>
                ))}
                <Code label={say.input} value={step.input} open />
                {step.output !== null && <Code label={say.output} value={step.output} open />}
              </div>
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}

function Bar({ scale, from, to, outcome }: { scale: Scale; from: number; to: number; outcome: Outcome }) {
  const [start, end] = [scale.at(from) * 100, scale.at(to) * 100];
  const width = Math.max(end - start, SHORTEST);
  return (
    <svg className="bar-line" width="100%" height={18} aria-hidden="true">
      <line className="axis" x1="0" x2="100%" y1={9} y2={9} />
      <rect className={`time ${outcome.toLowerCase()}`} x={`${Math.min(start, 100 - width)}%`} width={`${width}%`} y={3} height={12} rx={3} />
      {scale.cuts.map((cut) => (
        <line key={cut.from} className="cut" x1={`${((scale.at(cut.from) + scale.at(cut.to)) / 2) * 100}%`} x2={`${((scale.at(cut.from) + scale.at(cut.to)) / 2) * 100}%`} y1={0} y2={18} />
      ))}
    </svg>
  );
}
