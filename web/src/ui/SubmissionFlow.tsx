/** A submission on the screen: form, review, sending, an outcome that nobody knows yet, receipt. */

import { type ReactNode, useEffect, useRef } from "react";
import type { Failure } from "../api/failure";
import { queries } from "../api/queries";
import type { Stage, Submission } from "../api/submission";
import { useWords } from "../i18n/words";
import { Button } from "./Button";
import { FailureNote } from "./FailureNote";
import { Icon } from "./Icon";
import { type Fact, Facts } from "./Panel";
import { StepUp } from "./StepUp";
import { texts } from "./formWords";

interface Told<C, P, R> {
  submission: { form: Submission<C, P, R>; now: Stage<C, P, R> };
  /** The form; `command` is what was filled in before. */
  fill: (command: C | undefined, busy: boolean) => ReactNode;
  /** What is about to happen, line by line. */
  review: (command: C, preview: P) => Fact[];
  /** What the button says that does it. */
  confirm: string;
  done: (result: R, command: C) => ReactNode;
}

export function SubmissionFlow<C, P, R>({ submission: { form, now }, fill, review, confirm, done }: Told<C, P, R>) {
  const say = useWords(texts);
  const stage = now.stage;
  const settled = stage === "done";
  useEffect(() => {
    if (settled) void queries.invalidateQueries();
  }, [settled]);

  switch (now.stage) {
    case "filling":
    case "looking":
      return (
        <div className="stack">
          {now.stage === "filling" && now.failure && <FailureNote failure={now.failure} focus />}
          {fill(now.command, now.stage === "looking")}
        </div>
      );
    case "reviewing":
      return (
        <Told key="reviewing" title={say.reviewTitle}>
          <Facts facts={review(now.command, now.preview)} />
          <div className="row">
            <Button kinds={["primary"]} onClick={() => void form.confirm()}>
              {confirm}
            </Button>
            <Button onClick={form.change}>{say.change}</Button>
          </div>
        </Told>
      );
    case "sending":
      return <Told key="sending" title={say.sending} live />;
    case "consenting":
      return (
        <Told key="consenting" title={say.consentTitle}>
          <StepUp challenge={now.challenge} onConsent={(given) => void form.consent(given)} onCancel={form.change} />
        </Told>
      );
    case "unknown":
      return (
        <Told key="unknown" title={say.unknownTitle} live>
          <p>{now.asking ? say.unknownText : say.unknownStill}</p>
          {!now.asking && <Unknown failure={now.failure} />}
          {!now.asking && <Button onClick={() => void form.askAgain()}>{say.askAgain}</Button>}
        </Told>
      );
    case "done":
      return (
        <Told key="done" title={say.doneTitle} good>
          {done(now.result, now.command)}
          <div className="row">
            <Button onClick={form.startOver}>{say.another}</Button>
          </div>
        </Told>
      );
  }
}

function Unknown({ failure }: { failure: Failure }) {
  return failure.status > 0 ? <FailureNote failure={failure} /> : null;
}

/** One step of it, with a key of its own: the focus goes to its title. */
function Told({ title, live = false, good = false, children }: { title: string; live?: boolean; good?: boolean; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="stack" role={live ? "status" : undefined}>
      <h2 ref={heading} tabIndex={-1} className="row">
        {good && (
          <span className="line-mark in">
            <Icon name="check" />
          </span>
        )}
        {title}
      </h2>
      {children}
    </div>
  );
}
