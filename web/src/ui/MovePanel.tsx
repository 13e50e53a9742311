/** A movement of money on one page: amount and reference, the bank's own look at it, confirmation, receipt. */

import type { ReactNode } from "react";
import { useSubmission, type Means } from "../api/submission";
import { useWords } from "../i18n/words";
import { AmountForm, type Movement } from "./AmountForm";
import { ButtonLink } from "./Button";
import { Money } from "./Money";
import { type Fact, Facts, Panel } from "./Panel";
import { SubmissionFlow } from "./SubmissionFlow";
import { texts } from "./formWords";

interface Told<R> {
  /** The submission's own name, such as `pay-card:<id>`. */
  name: string;
  currency: string;
  means: Means<Movement, R, R>;
  confirm: string;
  /** What it is about: the lines above the amount. */
  about: Fact[];
  /** What the answer says of afterwards, in the review and in the receipt. */
  after: (answer: R) => Fact[];
  hint?: ReactNode;
  /** Where to go on. */
  on: { to: string; text: string };
}

export function MovePanel<R>({ name, currency, means, confirm, about, after, hint, on }: Told<R>) {
  const say = useWords(texts);
  const submission = useSubmission(name, means);
  const lines = (command: Movement, answer: R): Fact[] => [
    ...about,
    [say.amount, <Money key="amount" amount={command.amount} currency={currency} />],
    [say.yourReference, command.reference],
    ...after(answer),
  ];
  return (
    <div className="columns">
      <Panel>
        <SubmissionFlow
          submission={submission}
          confirm={confirm}
          fill={(command, busy) => <AmountForm currency={currency} before={command} busy={busy} hint={hint} onContinue={(movement) => void submission.form.review(movement)} />}
          review={lines}
          done={(result, command) => (
            <>
              <Facts facts={lines(command, result)} />
              <ButtonLink kinds={["primary"]} to={on.to}>
                {on.text}
              </ButtonLink>
            </>
          )}
        />
      </Panel>
    </div>
  );
}
