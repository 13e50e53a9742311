/** A page: its title (of the document too, and what the focus goes to when it opens), the way back, what can be done here. */

import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "react-router";
import { useWords } from "../i18n/words";
import { Icon } from "./Icon";
import { texts } from "./words";

interface Told {
  title: string;
  /** An address, or -1 for where one came from. */
  back?: string | -1;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, back, actions, children }: Told) {
  const say = useWords(texts);
  return (
    <div className="stack loose">
      <header className="page-head">
        {back !== undefined && (
          <Link className="back" to={back as string}>
            <Icon name="back" size={18} />
            {say.back}
          </Link>
        )}
        <Title>{title}</Title>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** The one h1. */
export function Title({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · Inferno Bank`;
  }, [children]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
