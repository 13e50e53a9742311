/** Lines of things: what it is, when, how much; a link where there is more to see. */

import { Fragment, type ReactNode } from "react";
import { Link } from "react-router";
import { date } from "../i18n/format";
import { useLocale } from "../i18n/locale";
import { Icon, type IconName } from "./Icon";

interface LineTold {
  to?: string;
  icon?: IconName;
  incoming?: boolean;
  title: ReactNode;
  below?: ReactNode;
  end?: ReactNode;
  endBelow?: ReactNode;
}

export function Line({ to, icon, incoming, title, below, end, endBelow }: LineTold) {
  const inside = (
    <>
      {icon && (
        <span className={incoming ? "line-mark in" : "line-mark"}>
          <Icon name={icon} size={20} />
        </span>
      )}
      <span className="line-text">
        <bdi className={isText(title) ? "hyphenated" : undefined}>{typeof title === "string" && !title.includes(" ") ? breakable(title) : title}</bdi>
        {below && <span className="soft small">{below}</span>}
      </span>
      {(end || endBelow) && (
        <span className="line-end">
          <span>{end}</span>
          {endBelow && <span className="soft small">{endBelow}</span>}
        </span>
      )}
    </>
  );
  return <li>{to ? <Link className="line" to={to}>{inside}</Link> : <div className="line">{inside}</div>}</li>;
}

const isText = (title: ReactNode) => typeof title === "string" && /^[\p{L} ]+$/u.test(title);

/** A name such as `transfers_external` or `card.purchase` may go on in the next line after a mark, and nowhere else if it fits. */
export function breakable(name: string): ReactNode {
  const parts = name.split(/(?<=[._:/])/);
  return parts.map((part, at) => (
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

export function List({ children }: { children: ReactNode }) {
  return <ul className="list">{children}</ul>;
}

/** The same under a heading for each month, in the order given. */
export function Months<T>({ items, at, children }: { items: T[]; at: (item: T) => string; children: (item: T) => ReactNode }) {
  const language = useLocale();
  const months = new Map<string, T[]>();
  for (const item of items) {
    const month = date(at(item), "month", language);
    const those = months.get(month);
    if (those) those.push(item);
    else months.set(month, [item]);
  }
  return [...months].map(([month, those]) => (
    <Fragment key={month}>
      <h2 className="group-title">{month}</h2>
      <List>{those.map(children)}</List>
    </Fragment>
  ));
}
