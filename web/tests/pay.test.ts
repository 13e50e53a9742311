// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import PayPage from "../src/features/payments/PayPage";
import { openBank, refuse, type Tells } from "./bank";
import { beginAnew, button, draw, place, type, until } from "./page";

vi.setConfig({ testTimeout: 30_000 });
const [ACCOUNT, FROZEN, WALLET] = [1, 2, 3].map((number) => `0198c0de-0000-7000-8000-00000000000${number}`);
const OWN: Tells = {
  "GET /accounts": () => ({
    items: [
      { accountId: ACCOUNT, status: "OPEN", available: "50.00" },
      { accountId: FROZEN, status: "FROZEN" },
    ],
    nextCursor: null,
  }),
  "GET /wallets": () => ({ items: [{ walletId: WALLET, available: "9.00" }], nextCursor: null }),
};

beginAnew("en");
beforeEach(() => sessionStorage.clear());

const fill = (name: string, text: string) => type(place.querySelector<HTMLInputElement>(`input[name="${name}"]`)!, text);

async function pay(address: string) {
  const router = createMemoryRouter([{ path: "/payments/new", Component: PayPage }], { initialEntries: [`/payments/new${address}`] });
  await draw(createElement(RouterProvider, { router }));
  await until(() => expect(button("Continue")).toBeDefined());
  await act(async () => (fill("merchant", "Bookshop"), fill("amount", "12.50")));
  await act(async () => button("Continue")!.click());
}

test.each([
  ["", "/api/v1/transactions/payment", { fromAccountId: ACCOUNT }],
  [`?from=${WALLET}`, "/payment", { walletId: WALLET }],
])("a merchant is paid from what the address%s says, looked at first", async (address, route, from) => {
  const { sent } = openBank(OWN);
  await pay(address);
  await until(() => expect(button("Pay now")).toBeDefined());
  await act(async () => button("Pay now")!.click());
  await until(() => expect(place.textContent).toContain("Follow the payment"));
  const body = { ...from, merchant: "Bookshop", amount: "12.50" };
  expect(sent.map(({ to, body }) => ({ to, body }))).toEqual([{ to: `${route}?dryRun=true`, body }, { to: route, body }]);
  expect(sent[1]!.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
});

test("who has not shown who they are is led to where they do", async () => {
  openBank({ ...OWN, "POST /api/v1/transactions/payment": () => refuse("kyc_required") });
  await pay("");
  await until(() => expect(place.querySelector('[role=alert] a[href="/verification"]')?.textContent).toBe("Show who you are"));
  expect([...place.querySelectorAll("option")].map((each) => each.value)).toEqual([ACCOUNT, WALLET]); // no frozen one
});
