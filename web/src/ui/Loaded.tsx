/** What was asked for: while it comes, when it does not, and when it is there. */

import type { UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { Failure } from "../api/failure";
import { useWords } from "../i18n/words";
import { Button } from "./Button";
import { FailureNote } from "./FailureNote";
import { texts } from "./words";

type Query<T> = Pick<UseQueryResult<T>, "data" | "error" | "refetch">;

export function Loaded<T>({ query, rows = 3, children }: { query: Query<T>; rows?: number; children: (data: T) => ReactNode }) {
  const say = useWords(texts);
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    if (!(query.error instanceof Failure)) throw query.error;
    return (
      <FailureNote failure={query.error}>
        <Button onClick={() => void query.refetch()}>{say.retry}</Button>
      </FailureNote>
    );
  }
  return <Skeleton rows={rows} />;
}

export function Skeleton({ rows = 3 }: { rows?: number }) {
  const say = useWords(texts);
  return (
    <div className="stack" role="status" aria-label={say.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="skeleton line" />
      ))}
    </div>
  );
}

const NEAR = "600px";
type Pages = Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage" | "isFetchNextPageError" | "error" | "dataUpdatedAt">;

/** Asks for the next page, one at a time; nothing when there is none. `onSight`: also when one comes near the end of the list. */
export function Pager({ query, onSight = false }: { query: Pages; onSight?: boolean }) {
  const say = useWords(texts);
  const place = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, dataUpdatedAt } = query;
  const waits = onSight && hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!waits || !place.current) return;
    const watch = new IntersectionObserver((looks) => looks.at(-1)?.isIntersecting && void fetchNextPage({ cancelRefetch: false }), { rootMargin: NEAR });
    watch.observe(place.current);
    return () => watch.disconnect();
    // The last of several looks counts, and each page is looked at anew: it may leave the end in sight.
  }, [waits, fetchNextPage, dataUpdatedAt]);
  if (!hasNextPage) return null;
  return (
    <div className="stack panel-more" ref={place}>
      {query.isFetchNextPageError && query.error instanceof Failure && <FailureNote failure={query.error} />}
      <Button kinds={["plain", "wide"]} busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {query.isFetchingNextPage ? say.loading : say.more}
      </Button>
    </div>
  );
}
