import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link, type LinkProps } from "react-router";

type Kind = "primary" | "plain" | "danger" | "wide";

const names = (kinds: Kind[]) => ["button", ...kinds].join(" ");

export function Button({ kinds = [], busy = false, onClick, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { kinds?: Kind[]; busy?: boolean }) {
  // A busy button keeps the focus and says so; it only does nothing.
  return <button type="button" {...rest} className={names(kinds)} aria-disabled={busy || undefined} onClick={busy ? (event) => event.preventDefault() : onClick} />;
}

export function ButtonLink({ kinds = [], children, ...rest }: Omit<LinkProps, "className"> & { kinds?: Kind[]; children: ReactNode }) {
  return (
    <Link {...rest} className={names(kinds)}>
      {children}
    </Link>
  );
}
