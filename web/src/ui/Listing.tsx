/** A list that is asked for one page at a time: its lines, what stands there while there are none, and the way to more. */

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { flat, type PageOf } from "../api/reads";
import { Empty } from "./Empty";
import type { IconName } from "./Icon";
import { List, Months } from "./List";
import { Loaded, Pager } from "./Loaded";
import { Panel } from "./Panel";

interface Told<T> {
  query: UseInfiniteQueryResult<InfiniteData<PageOf<T>>>;
  icon: IconName;
  say: { none: string; noneText: string };
  /** When a thing was: with it each month has its heading. */
  at?: (item: T) => string;
  /** The line of one thing, with its key. */
  children: (item: T) => ReactNode;
}

export function Listing<T>({ query, icon, say, at, children }: Told<T>) {
  return (
    <Panel flush>
      <Loaded query={query}>
        {(data) => {
          const items = flat(data);
          if (items.length === 0) return <Empty icon={icon} title={say.none}>{say.noneText}</Empty>;
          return (
            <>
              {at ? <Months items={items} at={at}>{children}</Months> : <List>{items.map(children)}</List>}
              <Pager query={query} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
