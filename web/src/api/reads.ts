/** What several pages read: a customer's own things, and who is signed in. Lists come whole where something is chosen from them. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "./client";
import { Failure } from "./failure";

export type PageOf<T> = { items: T[]; nextCursor: string | null };
type Ask<T> = (query: { limit: number; cursor?: string }) => Promise<PageOf<T>>;
const AT_ONCE = 100;
const ON_A_SCREEN = 25;

export async function whole<T>(page: Ask<T>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const found: PageOf<T> = await page({ limit: AT_ONCE, cursor });
    items.push(...found.items);
    cursor = found.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

/** A list that is asked for one page at a time; `data.pages` flattened is the list so far. */
export function paged<T>(key: readonly unknown[], page: Ask<T>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }) => page({ limit: ON_A_SCREEN, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

export const flat = <T,>(data: { pages: PageOf<T>[] } | undefined): T[] => data?.pages.flatMap((page) => page.items) ?? [];

export const me = queryOptions({ queryKey: ["me"], queryFn: () => ask(api.GET("/me")), staleTime: 5 * 60_000 });

/** The caller's addresses and whether they are proved, second factors, and how far the bank knows who they are. */
export const identity = queryOptions({ queryKey: ["identity"], queryFn: () => ask(api.GET("/api/v1/auth/me")) });

export const payees = queryOptions({
  queryKey: ["payees"],
  queryFn: () => whole<Schemas["PayeeReply"]>((query) => ask(api.GET("/api/v1/payees", { params: { query } }))),
});

export const accounts = queryOptions({
  queryKey: ["accounts"],
  queryFn: () => whole<Schemas["BankAccountReply"]>((query) => ask(api.GET("/accounts", { params: { query } }))),
});

export const cards = queryOptions({
  queryKey: ["cards"],
  queryFn: () => whole<Schemas["CardView"]>((query) => ask(api.GET("/cards", { params: { query } }))),
});

export const wallets = queryOptions({
  queryKey: ["wallets"],
  queryFn: () => whole<Schemas["Wallet"]>((query) => ask(api.GET("/wallets", { params: { query } }))),
});

/** What the customer said of themselves; null for who has made no profile yet. */
export const customer = (customerId: string) =>
  queryOptions({
    queryKey: ["customer", customerId],
    queryFn: () =>
      ask(api.GET("/api/v1/customers/{customer_id}", { params: { path: { customer_id: customerId } } })).catch((error: unknown) => {
        if (error instanceof Failure && error.code === "user_not_found") return null;
        throw error;
      }),
  });

export const profile = (userId: string) =>
  queryOptions({
    queryKey: ["profile", userId],
    queryFn: () => ask(api.GET("/profile/{user_id}", { params: { path: { user_id: userId } } })),
    staleTime: 60_000,
  });
