// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { csv } from "../src/features/transactions/csv";
import { filtersOf, narrowedTo } from "../src/features/transactions/filters";
import TransactionsPage from "../src/features/transactions/TransactionsPage";
import { speak } from "../src/i18n/locale";
import { openBank, type Asked, type Tells } from "./bank";
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
  let asked: Asked[] = [];
  const ACCOUNT = "0198c0de-0000-7000-8000-000000001111";
  const movement = (number: number) => ({
    transactionId: `0198c0de-0000-7000-8000-00000000000${number}`, type: "debit", kind: "payment.debited", amount: "2.00", balanceAfter: "1.00",
    at: "2026-03-01T12:00:00Z", reference: `order ${number}`, details: { merchant: `Shop ${number}` },
  }); // prettier-ignore
  const none = () => ({ items: [], nextCursor: null });
  const tells: Tells = {
    "GET /accounts": () => ({ items: [{ accountId: ACCOUNT }], nextCursor: null }),
    "GET /transactions/{account_id}": ({ query }) => (query.has("cursor") ? { items: [movement(2)], nextCursor: null } : { items: [movement(1)], nextCursor: "more" }),
    ...Object.fromEntries(["cards", "wallets", "savings-goals", "loans"].map((things) => [`GET /${things}`, none])),
  };

  beginAnew("en");
  beforeEach(() => {
    vi.stubGlobal("IntersectionObserver", class { observe() {} disconnect() {} });
    asked = openBank(tells).looks;
  });

  const open = async (address: string) => {
    const router = createMemoryRouter([{ path: "/transactions", Component: TransactionsPage }], { initialEntries: [`/transactions${address}`] });
    await draw(createElement(RouterProvider, { router }));
    await until(() => expect(place.textContent).toContain("Shop 1"));
    return router;
  };
  const lists = () => asked.map(({ to }) => to).filter((to) => to.startsWith("/transactions/"));

  test("asks for what its address says, and puts what is typed there", async () => {
    const router = await open("?direction=out&text=shop");
    expect(lists()).toEqual([`/transactions/${ACCOUNT}?type=debit&text=shop&limit=25`]);
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
    expect(lists().slice(1)).toEqual(["", "&cursor=more"].map((rest) => `/transactions/${ACCOUNT}?text=shop&limit=100${rest}`));
    expect(names).toEqual(["movements-1111.csv"]);
    expect(await files[0]!.text()).toContain('"2026-03-01T12:00:00Z",-2.00,"USD",1.00,"Payment","Shop 2","","order 2","0198c0de-0000-7000-8000-000000000002"');
  });
});
