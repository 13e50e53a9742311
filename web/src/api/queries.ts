/** The cache of what was read. Reads are asked again when the window comes back; writes never are. */

import { QueryClient } from "@tanstack/react-query";
import { Failure } from "./failure";

const TIMES = 3;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchIntervalInBackground: false,
      networkMode: "always", // being offline is told as such, not shown as loading for ever
      retry: (count, error) => error instanceof Failure && error.code !== "offline" && error.undecided && error.status !== 401 && count < TIMES,
      retryDelay: (count, error) => ((error instanceof Failure && error.retryAfterSeconds) || 2 ** count) * 1000,
    },
    mutations: { networkMode: "always" },
  },
});

/** For what is still under way: asked again after 1, 2, 4, 8 … at most 30 seconds, until it is settled. */
export function untilSettled<T>(settled: (data: T) => boolean) {
  return (query: { state: { data: T | undefined; dataUpdateCount: number } }): number | false => {
    const { data, dataUpdateCount } = query.state;
    if (data !== undefined && settled(data)) return false;
    return Math.min(2 ** Math.max(dataUpdateCount - 1, 0), 30) * 1000;
  };
}
