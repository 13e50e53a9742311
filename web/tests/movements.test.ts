// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { csv } from "../src/features/transactions/csv";
import { filtersOf, narrowedTo } from "../src/features/transactions/filters";
import TransactionsPage from "../src/features/transactions/TransactionsPage";
import { speak } from "../src/i18n/locale";
import { beginAnew, button, draw, place, type, until } from "./page";

vi.setConfig({ testTimeout: 30_000 });
const TODAY = new Date(2026, 2, 5, 12);
const narrowed = (address: string) => narrowedTo(filtersOf(new URLSearchParams(address)), TODAY);
const local = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString();

describe("what the address narrows", () => {
  test.each<[string, object]>([
    ["", {}],
    ["direction=in&text=rent&min=1.50&max=20&kind=card.purchase", { type: "credit", text: "rent", minAmount: "1.50", maxAmount: "20", kind: "card.purchase" }],
    ["period=month", { start: local(2026, 3, 1) }],
    ["period=lastMonth", { start: local(2026, 2, 1), end: local(2026, 3, 1) }],
    ["period=year", { start: local(2026, 1, 1) }],
    ["from=2026-02-28&to=2026-02-28", { start: local(2026, 2, 28), end: local(2026, 3, 1) }],
    ["from=2026-02-28&period=year", { start: local(2026, 2, 28) }], // days that were typed are more exact
  ])("%s", (address, wanted) => {
    expect(JSON.parse(JSON.stringify(narrowed(address)))).toEqual(wanted);
  });

  test.each(["direction=up", "period=never", "min=1e5", "max=0", "from=tomorrow", "from=2026-13-40", "kind=<b>"])("not %s", (address) => {
    expect(Object.values(narrowed(address)).filter(Boolean)).toEqual([]);
  });
});

test("a file has its text in quotes, its numbers bare, and no formula", async () => {
  const text = await csv(["What", "Amount"], [['a "b"', { number: "-1.50" }], ["=1+1", { number: "2" }], ["a;=1", { number: "0" }], [" \uff1d2", { number: "0" }], ["-", { number: "1" }]]).text();
  const said = `"What","Amount"\r\n"a ""b""",-1.50\r\n"'=1+1",2\r\n"a;'=1",0\r\n"' \uff1d2",0\r\n"'-",1\r\n`;
  expect(text.replace("\ufeff", "")).toBe(said);
});

describe("the page", () => {
  let asked: string[] = [];
  const movement = (number: number) => ({
    transactionId: `t${number}`, type: "debit", kind: "payment.debited", amount: "2.00", balanceAfter: "1.00", currency: "USD",
    at: "2026-03-01T12:00:00Z", details: { merchant: `Shop ${number}` },
  }); // prettier-ignore
  const answers: [string, (query: URLSearchParams) => object][] = [
    ["/accounts", () => ({ items: [{ accountId: "aaaa1111", accountNumber: "4000001234", type: "checking", currency: "USD" }], nextCursor: null })],
    ["/transactions/", (query) => (query.get("cursor") ? { items: [movement(2)], nextCursor: null } : { items: [movement(1)], nextCursor: "more" })],
    ["/", () => ({ items: [], nextCursor: null })],
  ];

  beginAnew("en");
  beforeEach(() => {
    vi.stubGlobal("IntersectionObserver", class { observe() {} disconnect() {} });
    vi.stubGlobal("fetch", (request: Request) => {
      const url = new URL(request.url);
      asked.push(url.pathname + url.search);
      const [, answer] = answers.find(([path]) => url.pathname.startsWith(path))!;
      return Promise.resolve(Response.json(answer(url.searchParams)));
    });
    asked = [];
  });

  const open = async (address: string) => {
    const router = createMemoryRouter([{ path: "/transactions", Component: TransactionsPage }], { initialEntries: [`/transactions${address}`] });
    await draw(createElement(RouterProvider, { router }));
    await until(() => expect(place.textContent).toContain("Shop 1"));
    return router;
  };
  const lists = () => asked.filter((each) => each.startsWith("/transactions/"));

  test("asks for what its address says, and puts what is typed there", async () => {
    const router = await open("?direction=out&text=shop");
    expect(lists()).toEqual(["/transactions/aaaa1111?type=debit&text=shop&limit=25"]);
    const [least] = place.querySelectorAll<HTMLInputElement>('input[name="min"]');
    await act(async () => type(least!, "1.234.5"));
    await act(async () => button("Search")!.click());
    await until(() => expect(place.textContent).toContain("could be read in two ways"));
    expect(router.state.location.search).toBe("?direction=out&text=shop");
    await act(async () => type(least!, "1.50"));
    await act(async () => button("Search")!.click());
    await until(() => expect(router.state.location.search).toBe("?direction=out&text=shop&min=1.50"));
  });

  test("speaks Spanish, and takes away what a chip is clicked for", async () => {
    await act(async () => speak("es"));
    const router = await open("?text=shop&period=year");
    const chip = place.querySelector<HTMLAnchorElement>('a[aria-label="Quitar: “shop”"]');
    await act(async () => chip!.click());
    expect(router.state.location.search).toBe("?period=year");
  });

  test("writes a file of all pages of what it is narrowed to", async () => {
    const files: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((file) => (files.push(file as Blob), "blob:it"));
    const names: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download);
    });
    await open("?text=shop");
    await act(async () => button("Download CSV")!.click());
    await until(() => expect(place.textContent).toContain("2 movements in the file"));
    vi.restoreAllMocks();
    expect(lists().slice(1)).toEqual(["/transactions/aaaa1111?text=shop&limit=100", "/transactions/aaaa1111?text=shop&limit=100&cursor=more"]);
    expect(names).toEqual(["movements-1111.csv"]);
    expect(await files[0]!.text()).toContain('"2026-03-01T12:00:00Z",-2.00,"USD",1.00,"Payment","Shop 2","","","t2"');
  });
});
