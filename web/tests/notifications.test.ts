// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { createElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import { act } from "react";
import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queries, untilSettled } from "../src/api/queries";
import { useElected } from "../src/api/elected";
import { inbox, unread } from "../src/features/notifications/inbox";
import { filled, schema, wish } from "../src/features/notifications/preferences";
import { example } from "./bank";
import { stubLocks } from "./locks";

const USER = "b9cf9a4e-0000-4000-8000-000000000001";
const asked = vi.fn<(request: Request) => Promise<Response>>();
const page = (count: number, etag: string) =>
  Response.json(example("GET /api/v1/notifications/user/{user_id}", { unread: count, items: [], nextCursor: null }), { headers: { ETag: etag } });

beforeEach(() => {
  vi.stubGlobal("fetch", asked);
  asked.mockReset();
  queries.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what has not changed is not sent again, and is known all the same", async () => {
  asked.mockResolvedValueOnce(page(3, '"a"')).mockResolvedValueOnce(new Response(null, { status: 304 }));
  await queries.fetchQuery(unread(USER));
  const again = await queries.fetchQuery({ ...unread(USER), staleTime: 0 });
  expect(asked.mock.calls[1]?.[0].headers.get("If-None-Match")).toBe('"a"');
  expect(again.unread).toBe(3);
});

test("what came has the list asked for again, and what was read does not", async () => {
  const refreshed = vi.spyOn(queries, "invalidateQueries");
  for (const [count, times] of [[1, 0], [2, 1], [1, 1]] as const) {
    asked.mockResolvedValueOnce(page(count, `"${count}"`));
    await queries.fetchQuery({ ...unread(USER), staleTime: 0 });
    expect(refreshed).toHaveBeenCalledTimes(times);
  }
  expect(refreshed).toHaveBeenCalledWith({ queryKey: inbox(USER).queryKey });
});

test("at rest the bell asks twice a minute", async () => {
  vi.useFakeTimers();
  asked.mockImplementation(() => Promise.resolve(page(0, '"a"')));
  const observer = new QueryObserver(queries, { ...unread(USER), refetchInterval: untilSettled(() => false) });
  const stop = observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  asked.mockClear();
  await vi.advanceTimersByTimeAsync(60_000);
  stop();
  expect(asked).toHaveBeenCalledTimes(2);
});

test("of the tabs in sight one is elected, and hands over when it is hidden", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  stubLocks();
  const elected = [false, false];
  const Tab = ({ at }: { at: number }) => {
    elected[at] = useElected(true);
    return null;
  };
  const roots: Root[] = [];
  for (const at of [0, 1]) {
    const root = createRoot(document.createElement("div"));
    roots.push(root);
    await act(async () => root.render(createElement(Tab, { at })));
  }
  expect(elected).toEqual([true, false]);
  await act(async () => roots[0]?.unmount());
  expect(elected[1]).toBe(true);
  Object.defineProperty(document, "hidden", { configurable: true, value: true });
  await act(async () => document.dispatchEvent(new Event("visibilitychange")));
  expect(elected[1]).toBe(false);
});

test("quiet hours end at another time than they begin at, and are not sent where there are none", () => {
  const on = { email: true, sms: false, push: true };
  const categories = { security: on, legal: on, transactions: on, account: on, marketing: on };
  const saved = { version: 4, categories, locked: [], quietHours: { from: "22:00", to: "07:00", timezone: "America/Bogota" }, digest: "daily", locale: "es", bounced: null } as const;
  const fields = filled({ ...saved, locked: [] });
  const asSaid = schema({ sameTime: "another" });
  expect(wish(asSaid.parse(fields)).quietHours).toEqual(saved.quietHours);
  expect(wish({ ...fields, quiet: false }).quietHours).toBeNull();
  expect(asSaid.safeParse({ ...fields, to: "22:00" }).error?.issues[0]).toMatchObject({ message: "another", path: ["to"] });
  expect(asSaid.safeParse({ ...fields, quiet: false, to: "22:00" }).success).toBe(true);
});
