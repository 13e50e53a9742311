// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import GiveBackPage from "../src/features/office/transfers/GiveBackPage";
import { answer, openBank, refuse } from "./bank";
import { beginAnew, button, draw, place, type, until } from "./page";

vi.setConfig({ testTimeout: 30_000 });
const TRANSFER = "0198c0de-0000-7000-8000-000000000001";
const REVERSE = "POST /api/v1/transactions/{transaction_id}/reverse";

beginAnew("en");
beforeEach(() => sessionStorage.clear());

const field = (name: string) => place.querySelector<HTMLInputElement>(`input[name="${name}"]`)!;
const press = (name: string) => act(async () => button(name)!.click());

async function openPage() {
  const path = "/office/transfers/give-back";
  await draw(createElement(RouterProvider, { router: createMemoryRouter([{ path, Component: GiveBackPage }], { initialEntries: [`${path}?transfer=${TRANSFER}`] }) }));
}

test.each([
  { currency: "JPY", left: "1250", refused: "12.50", told: "JPY has no decimals", typed: "1,000", sends: "1000" },
  { currency: "KWD", left: "1.250", refused: "0.1234", told: "KWD has 3 decimals", typed: "0.125", sends: "0.125" },
  { currency: "USD", left: "12.50", refused: "1.2345", told: "USD has 2 decimals", typed: "12.50", sends: "12.50" },
])("what goes back is read in the transfer's own currency, $currency", async ({ currency, left, refused, told, typed, sends }) => {
  const { sent } = openBank({
    [REVERSE]: ({ query, body }) => (query.get("dryRun") ? { amount: (body as { amount?: string }).amount ?? left, currency, dryRun: true } : answer(202)),
  });
  await openPage();
  await until(() => expect(field("amount")?.value).toBe(left));
  await act(async () => (type(field("amount"), refused), type(field("reason"), "Paid twice")));
  await press("Continue");
  await until(() => expect(place.textContent).toContain(told));
  await act(async () => type(field("amount"), typed));
  await press("Continue");
  await until(() => expect(button("Propose it")).toBeDefined());
  await press("Propose it");
  await until(() => expect(place.textContent).toContain("Proposed. The money moves when somebody else has approved it."));
  const body = { amount: sends, reason: "Paid twice" };
  const to = `/api/v1/transactions/${TRANSFER}/reverse`;
  expect(sent[2]!.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
  expect(sent.slice(1).map(({ to, body }) => ({ to, body }))).toEqual([{ to: `${to}?dryRun=true`, body }, { to, body }]);
});

test("of what was given back before nothing can be proposed", async () => {
  openBank({ [REVERSE]: () => refuse("already_reversed") });
  await openPage();
  await until(() => expect(place.querySelector("[role=alert]")).not.toBeNull());
  expect(button("Continue")).toBeUndefined();
});
