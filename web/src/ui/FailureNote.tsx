/** What went wrong, in the reader's language, and the number by which the bank's staff find it. */

import { type ReactNode, useEffect, useRef } from "react";
import type { Failure } from "../api/failure";
import { useLocale } from "../i18n/locale";
import { useProblemText } from "../i18n/problems";
import { useWords } from "../i18n/words";
import { ButtonLink } from "./Button";
import { Copy } from "./Copy";
import { texts } from "./words";

/** Where somebody goes on from a refusal, by its code. */
const NEXT: Record<string, [to: string, text: "prove" | "confirmEmail" | "limits"]> = {
  kyc_required: ["/verification", "prove"],
  email_not_verified: ["/security/confirm/email", "confirmEmail"],
  limit_exceeded: ["/verification", "limits"],
};

export function FailureNote({ failure, focus = false, children }: { failure: Failure; focus?: boolean; children?: ReactNode }) {
  const say = useWords(texts);
  const language = useLocale();
  const next = NEXT[failure.code];
  const note = useRef<HTMLDivElement>(null);
  const { title, text } = useProblemText(failure.code, language, failure.problem);
  useEffect(() => {
    if (focus) note.current?.focus();
  }, [focus, failure]);
  return (
    <div className="note bad" role="alert" tabIndex={-1} ref={note}>
      <strong>{title}</strong>
      <p>{text}</p>
      {failure.fields.length > 0 && (
        <ul>
          {failure.fields.map((each) => (
            <li key={each.field} className="small">
              <span className="mono">{each.field}</span>: {each.message}
            </li>
          ))}
        </ul>
      )}
      {failure.correlationId && failure.status >= 500 && <Correlation id={failure.correlationId} label={say.reference} />}
      {next && <ButtonLink to={next[0]}>{say[next[1]]}</ButtonLink>}
      {children}
    </div>
  );
}

function Correlation({ id, label }: { id: string; label: string }) {
  return (
    <p className="row small">
      <span>
        {label}: <span className="mono">{id}</span>
      </span>
      <Copy text={id} kinds={["plain"]} />
    </p>
  );
}
