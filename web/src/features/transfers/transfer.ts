import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";

// What the payer can still call off, and what others move on.
export const HELD = new Set<string>(["UNDER_REVIEW", "BALANCE_RESERVED"]);
const WAITING = new Set<string>([...HELD, "SUBMITTED"]);
const GIVEABLE = new Set<string>(["COMPLETED", "PARTIALLY_REVERSED"]);

export const transferOf = (transferId: string) =>
  queryOptions({
    queryKey: ["transfers", transferId],
    // Until it has come to its end others move it on: the page looks again.
    refetchInterval: ({ state }) => (state.data && WAITING.has(state.data.status) ? 10_000 : false),
    queryFn: () => ask(api.GET("/api/v1/transactions/{transaction_id}", { params: { path: { transaction_id: transferId } } })),
  });

/** Whether who reads it was paid, and can give some of it back. */
export const givesBack = ({ direction, type, status }: { direction: string; type: string; status: string }) =>
  direction === "in" && type === "internal" && GIVEABLE.has(status);
