// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement, type ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import ApprovalPage from "../src/features/office/approvals/ApprovalPage";
import MessagePage from "../src/features/office/notifications/MessagePage";
import { openBank } from "./bank";
import { beginAnew, button, draw, place, type, until } from "./page";

vi.setConfig({ testTimeout: 30_000 });
const [ID, OTHER] = ["0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002"];

beginAnew("en");
beforeEach(() => sessionStorage.clear());

const fill = (name: string, text: string) => act(async () => type(place.querySelector<HTMLInputElement>(`input[name="${name}"]`)!, text));
async function press(name: string) {
  await until(() => expect(button(name)).toBeDefined());
  await act(async () => button(name)!.click());
}
const open = (path: string, Component: () => ReactNode, address: string) =>
  draw(createElement(RouterProvider, { router: createMemoryRouter([{ path, Component }], { initialEntries: [address] }) }));

test("what a proposal would move is told as money", async () => {
  openBank({ "GET /admin/approvals/{approval_id}": () => ({ kind: "transfer.reverse", facts: { transactionId: OTHER, amount: "1250", currency: "JPY" } }) });
  await open("/approvals/:approvalId", ApprovalPage, `/approvals/${ID}`);
  await until(() => expect(place.textContent).toContain("¥1,250"));
  expect(place.textContent).not.toContain("JPY");
  expect(place.textContent).toContain(OTHER);
});

test("a message is seen before it can be sent, and goes with the words that were seen", async () => {
  const { sent } = openBank({
    "GET /api/v1/notifications/templates/{key}": () => ({ key: "PRODUCT.NEWS", channels: ["email"], sendable: true, variables: ["title"] }),
    "POST /api/v1/notifications/templates/{key}/preview": () => ({ text: "Hello, <b>goals</b>", sms: null }),
    "POST /api/v1/notifications/email": () => ({ accepted: 2 }),
  });
  await open("/messages/:key", MessagePage, "/messages/PRODUCT.NEWS");
  await until(() => expect(place.textContent).toContain("See it first"));
  await fill("data.title", "Goals");
  await press("See it");
  await until(() => expect(place.textContent).toContain("Hello, <b>goals</b>"));
  await fill("customers", `${ID}, ${OTHER} ${ID}`);
  await press("Continue");
  await press("Send now");
  await until(() => expect(place.textContent).toContain("On its way to 2 customers"));
  expect(sent.at(-1)).toMatchObject({ to: "/api/v1/notifications/email", body: { template: "PRODUCT.NEWS", userIds: [ID, OTHER], data: { title: "Goals" } } });
});
