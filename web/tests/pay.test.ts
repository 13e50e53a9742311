// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import PayPage from "../src/features/payments/PayPage";
import { beginAnew, button, draw, place, type, until } from "./page";

vi.setConfig({ testTimeout: 30_000 });
const ACCOUNT = { accountId: "acc1", accountNumber: "4000001234", type: "checking", status: "OPEN", currency: "USD", available: "50.00" };
const OWN: Record<string, object[]> = {
  "/accounts": [ACCOUNT, { ...ACCOUNT, accountId: "acc2", status: "FROZEN" }],
  "/wallets": [{ walletId: "wal1", currency: "USD", available: "9.00" }],
};
let sent: { to: string; key: string | null; body: object }[];
let refusal: object | null;

beginAnew("en");
beforeEach(() => {
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    if (request.method === "GET") return Response.json({ items: OWN[pathname], nextCursor: null });
    sent.push({ to: pathname + search, key: request.headers.get("Idempotency-Key"), body: (await request.json()) as object });
    return refusal ? Response.json(refusal, { status: 403 }) : Response.json({ transactionId: "t1", status: "PENDING" }, { status: 202 });
  });
  [sent, refusal] = [[], null];
  sessionStorage.clear();
});

const fill = (name: string, text: string) => type(place.querySelector<HTMLInputElement>(`input[name="${name}"]`)!, text);

async function pay(address: string) {
  const router = createMemoryRouter([{ path: "/payments/new", Component: PayPage }], { initialEntries: [`/payments/new${address}`] });
  await draw(createElement(RouterProvider, { router }));
  await until(() => expect(button("Continue")).toBeDefined());
  await act(async () => (fill("merchant", "Bookshop"), fill("amount", "12.50")));
  await act(async () => button("Continue")!.click());
}

test.each([
  ["", "/api/v1/transactions/payment", { fromAccountId: "acc1" }],
  ["?from=wal1", "/payment", { walletId: "wal1" }],
])("a merchant is paid from what the address%s says, looked at first", async (address, route, from) => {
  await pay(address);
  await until(() => expect(button("Pay now")).toBeDefined());
  await act(async () => button("Pay now")!.click());
  await until(() => expect(place.textContent).toContain("Follow the payment"));
  const body = { ...from, merchant: "Bookshop", amount: "12.50" };
  expect(sent.map(({ to, body }) => ({ to, body }))).toEqual([{ to: `${route}?dryRun=true`, body }, { to: route, body }]);
  expect(sent[1]!.key).toMatch(/^[0-9a-f-]{36}$/);
});

test("who has not shown who they are is led to where they do", async () => {
  refusal = { code: "kyc_required", title: "Level required", detail: "…", status: 403 };
  await pay("");
  await until(() => expect(place.querySelector('[role=alert] a[href="/verification"]')?.textContent).toBe("Show who you are"));
  expect([...place.querySelectorAll("option")].map((each) => each.value)).toEqual(["acc1", "wal1"]); // no frozen one
});
