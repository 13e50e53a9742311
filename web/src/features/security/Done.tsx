import type { ReactNode } from "react";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { texts } from "./words";

/** What was done, and the way back. */
export function Done({ children, action }: { children: string; action?: ReactNode }) {
  const say = useWords(texts);
  return (
    <Panel>
      <p role="status" className="note good">
        {children}
      </p>
      <div className="row">{action ?? <ButtonLink to="/security">{say.toSecurity}</ButtonLink>}</div>
    </Panel>
  );
}
