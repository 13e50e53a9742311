// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, describe, expect, it, test, vi } from "vitest";
import { entries } from "../src/app/features";
import { STAFF } from "../src/app/staff";
import SimulationsPage from "../src/features/operations/simulations/SimulationsPage";
import { openBank, refuse, type Tells } from "./bank";
import { beginAnew, button, draw, place, type, until } from "./page";

vi.setConfig({ testTimeout: 30_000 });
const [RESERVED, TAKEN, WIRE] = [1, 2, 3].map((number) => `0198c0de-0000-7000-8000-00000000000${number}`);

describe("the page of other banks", () => {
  const seen = (simulatedNetworks: boolean) => entries(STAFF, "operations", { roles: ["operations"], simulatedNetworks }).map((each) => each.path);
  it("is there where they are simulated", () => expect(seen(true)).toContain("simulations"));
  it("and nowhere else", () => expect(seen(false)).not.toContain("simulations"));
  it("is for nobody without the role", () => expect(entries(STAFF, "operations", { roles: ["risk"], simulatedNetworks: true }).map((each) => each.path)).not.toContain("simulations"));
});

beginAnew("en");
beforeEach(() => {
  sessionStorage.clear();
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true; };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) { this.open = false; };
});

const WAITING: Tells = {
  "GET /api/v1/simulations/transfers": () => ({
    items: [
      { transactionId: RESERVED, network: "ach", status: "BALANCE_RESERVED" },
      { transactionId: TAKEN, network: "ach", status: "SUBMITTED" },
      { transactionId: WIRE, network: "wire", status: "SUBMITTED" },
    ],
  }),
};
const field = (name: string) => place.querySelector<HTMLInputElement>(`[name="${name}"]`)!;
const press = (name: string) => act(async () => button(name)!.click());
const choose = (select: HTMLSelectElement, value: string) => {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};
const openPage = async () => {
  await draw(createElement(RouterProvider, { router: createMemoryRouter([{ path: "/", Component: SimulationsPage }]) }));
  await until(() => expect(place.querySelectorAll("li")).toHaveLength(3));
};

test.each([
  [0, "Hand over", `/api/v1/simulations/ach-transfers/${RESERVED}/submit`],
  [1, "Settle", `/api/v1/simulations/ach-transfers/${TAKEN}/settle`],
  [2, "Settle", `/api/v1/simulations/wire-transfers/${WIRE}/complete`],
])("transfer %i is brought on by what comes next: %s", async (at, label, to) => {
  const { sent } = openBank(WAITING);
  await openPage();
  const line = place.querySelectorAll("li")[at]!;
  await act(async () => [...line.querySelectorAll("button")].find((each) => each.textContent === label)!.click());
  await act(async () => line.querySelector<HTMLButtonElement>("dialog button[type=submit]")!.click());
  await until(() => expect(sent.map((each) => each.to)).toEqual([to]));
});

test("one is sent back for the reason that is chosen", async () => {
  const { sent } = openBank(WAITING);
  await openPage();
  await act(async () => type(field("transferId"), TAKEN!));
  await act(async () => choose(place.querySelector("select")!, "R02"));
  await press("Send it back");
  await until(() => expect(place.textContent).toContain("It came back."));
  expect(sent.map(({ to, body }) => ({ to, body }))).toEqual([{ to: `/api/v1/simulations/ach-transfers/${TAKEN}/return`, body: { code: "R02" } }]);
});

test("what is refused is told", async () => {
  openBank({ ...WAITING, "POST /api/v1/simulations/ach-transfers/{transaction_id}/return": () => refuse("already_returned") });
  await openPage();
  await act(async () => type(field("transferId"), TAKEN!));
  await press("Send it back");
  await until(() => expect(place.querySelector("[role=alert]")).not.toBeNull());
});

test("time comes until a moment of the reader's own clock", async () => {
  const { sent } = openBank({ ...WAITING, "POST /api/v1/simulations/clock": () => ({ submitted: 1, completed: 2, more: true }) });
  await openPage();
  await act(async () => type(field("until"), "2026-12-01T09:30"));
  await press("Bring it on");
  await until(() => expect(place.textContent).toContain("1 was handed over. 2 have settled. There may be more: ask again."));
  expect(sent[0]!.body).toEqual({ at: new Date("2026-12-01T09:30").toISOString() });
});

test("money comes in after a look at it, once", async () => {
  const { sent } = openBank(WAITING);
  await openPage();
  const typed = { accountNumber: "400000123462", amount: "12.50", name: "Grace Hopper", routingNumber: "021000021", senderNumber: "000123456789" };
  await act(async () => Object.entries(typed).forEach(([name, text]) => type(field(name), text)));
  await press("Continue");
  await until(() => expect(button("Let it arrive")).toBeDefined());
  await press("Let it arrive");
  await until(() => expect(place.textContent).toContain("It has arrived:"));
  const to = "/api/v1/simulations/inbound-ach-transfers";
  const body = { accountNumber: typed.accountNumber, amount: "12.50", sender: { name: typed.name, routingNumber: typed.routingNumber, accountNumber: typed.senderNumber } };
  expect(sent.map(({ to, body }) => ({ to, body }))).toEqual([{ to: `${to}?dryRun=true`, body }, { to, body }]);
  expect(sent[1]!.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
});
