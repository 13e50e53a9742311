// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement, type ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import MessagePage from "../src/features/office/notifications/MessagePage";
import GiveBackPage from "../src/features/office/transfers/GiveBackPage";
import { beginAnew, button, draw, place, type, until } from "./page";

vi.setConfig({ testTimeout: 30_000 });
const ID = "0198c0de-0000-7000-8000-000000000001";
let sent: { to: string; key: string | null; body: unknown }[];

beginAnew("en");
beforeEach(() => {
  sent = [];
  sessionStorage.clear();
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    if (request.method === "GET") return Response.json({ items: [{ key: "PRODUCT.NEWS", category: "marketing", channels: ["email"], sendable: true, variables: ["title"] }] });
    sent.push({ to: pathname + search, key: request.headers.get("Idempotency-Key"), body: await request.json() });
    if (pathname.endsWith("/preview")) return Response.json({ version: "0123456789ab", variables: ["title"], subject: "Goals", html: "<p>Hello</p>", text: "Hello, <b>goals</b>", sms: null });
    if (pathname.endsWith("/email")) return Response.json({ sendId: ID, accepted: 2 }, { status: 202 });
    if (search) return Response.json({ reversalId: ID, transactionId: ID, amount: "20.00", currency: "EUR", dryRun: true });
    return Response.json({ approvalId: ID, status: "PENDING", openUntil: "2026-11-28T10:00:00Z" }, { status: 202 });
  });
});

const fill = (name: string, text: string) => act(async () => type(place.querySelector<HTMLInputElement>(`input[name="${name}"]`)!, text));
async function press(name: string) {
  await until(() => expect(button(name)).toBeDefined());
  await act(async () => button(name)!.click());
}
const open = (path: string, Component: () => ReactNode, address: string) =>
  draw(createElement(RouterProvider, { router: createMemoryRouter([{ path, Component }], { initialEntries: [address] }) }));

test("a transfer is given back after a look at what is left of it, and by a proposal", async () => {
  await open("/give-back", GiveBackPage, `/give-back?transfer=${ID}`);
  await fill("reason", "Paid twice");
  await press("Continue");
  await until(() => expect(place.textContent).toContain("€20.00"));
  await press("Propose it");
  await until(() => expect(place.querySelector(`a[href="/office/approvals/${ID}"]`)).not.toBeNull());
  const to = `/api/v1/transactions/${ID}/reverse`;
  expect(sent.map(({ to, body }) => ({ to, body }))).toEqual([`${to}?dryRun=true`, to].map((each) => ({ to: each, body: { reason: "Paid twice" } })));
  expect(sent[1]!.key).toMatch(/^[0-9a-f-]{36}$/);
});

test("a message is seen before it can be sent, and goes with the words that were seen", async () => {
  await open("/messages/:key", MessagePage, "/messages/PRODUCT.NEWS");
  await until(() => expect(place.textContent).toContain("See it first"));
  await fill("data.title", "Goals");
  await press("See it");
  await until(() => expect(place.textContent).toContain("Hello, <b>goals</b>"));
  await fill("customers", `${ID}, ana ${ID}`);
  await press("Continue");
  await press("Send now");
  await until(() => expect(place.textContent).toContain("On its way to 2 customers"));
  expect(sent.at(-1)).toMatchObject({ to: "/api/v1/notifications/email", body: { template: "PRODUCT.NEWS", userIds: [ID, "ana"], data: { title: "Goals" } } });
});
