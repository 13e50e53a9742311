import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";

/** Nothing is here yet: says what would be, and how to begin. */
export function Empty({ icon, title, children, action }: { icon: IconName; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <span className="line-mark">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      {children && <p className="soft">{children}</p>}
      {action}
    </div>
  );
}
