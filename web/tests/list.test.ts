// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { QueryClientProvider } from "@tanstack/react-query";
import { act, createElement } from "react";
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Schemas } from "../src/api/client";
import { queries } from "../src/api/queries";
import { Transactions } from "../src/ui/transactions";

const ACCOUNT = "b9cf9a4e-0000-4000-8000-000000000002";
const PAGE = 25;
const PAGES = 6;
let drawn = 0; // how often a line was made

const movement = (number: number): Schemas["AccountTransaction"] =>
  ({
    transactionId: `t${number}`,
    type: "credit",
    kind: "DEPOSIT_EVENT",
    amount: "1.00",
    currency: "USD",
    balanceAfter: "1.00",
    at: new Date(Date.UTC(2026, 0, 1) - number * 3_600_000).toISOString(),
    get details() {
      drawn += 1;
      return {};
    },
  }) as unknown as Schemas["AccountTransaction"];

const pageAt = (at: number) => ({
  items: Array.from({ length: PAGE }, (_, index) => movement(at * PAGE + index)),
  nextCursor: at + 1 < PAGES ? String(at + 1) : null,
});

/** The end of the list, which comes into sight when the test says so. */
class Sight {
  static watched: Sight[] = [];
  constructor(private readonly tell: (seen: { isIntersecting: boolean }[]) => void) {}
  observe() {
    Sight.watched.push(this);
  }
  disconnect() {
    Sight.watched = Sight.watched.filter((each) => each !== this);
  }
  static come() {
    for (const each of Sight.watched) each.tell([{ isIntersecting: false }, { isIntersecting: true }]); // two looks at once: the last one counts
  }
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("IntersectionObserver", Sight);
  queries.clear();
});
afterEach(() => vi.unstubAllGlobals());

test("a long list comes one page at a time, and a page that comes makes no line of the others anew", async () => {
  const asked: string[] = [];
  const answered = pageAt(PAGES - 1);
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(new URL(request.url).searchParams.get("cursor") ?? "");
    return Promise.resolve(Response.json(answered));
  });
  const pages = Array.from({ length: PAGES - 1 }, (_, at) => pageAt(at)); // all but the last are there already
  const pageParams = pages.map((_, at) => (at ? String(at) : undefined));
  queries.setQueryData(["transactions", ACCOUNT, {}], { pages, pageParams });
  const place = document.createElement("div");
  const root = createRoot(place);
  const list = createElement(MemoryRouter, { children: createElement(Transactions, { accountId: ACCOUNT }) });
  await act(async () => root.render(createElement(QueryClientProvider, { client: queries, children: list })));
  const [first] = place.querySelectorAll("li");
  expect(place.querySelectorAll("li").length).toBe(PAGE * (PAGES - 1));

  drawn = 0;
  await act(async () => {
    Sight.come();
    Sight.come(); // however often it is seen
    await vi.waitFor(() => expect(asked).toEqual([String(PAGES - 1)]));
  });
  await vi.waitFor(async () => {
    await act(async () => undefined);
    expect(place.querySelectorAll("li").length).toBe(PAGE * PAGES);
  });
  expect(drawn).toBe(PAGE);
  expect(place.querySelector("li")).toBe(first);
  expect(Sight.watched).toEqual([]); // the end
  await act(async () => root.unmount());
});
