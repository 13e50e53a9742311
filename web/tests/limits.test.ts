// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, test } from "vitest";
import type { Schemas } from "../src/api/client";
import { queries } from "../src/api/queries";
import { accounts } from "../src/api/reads";
import { Limits } from "../src/features/kyc/Limits";
import { speak } from "../src/i18n/locale";
import { beginAnew, draw, place } from "./page";

const LEVELS = [
  { level: "BASIC", perTransfer: "250.00", perDay: "1000.00" },
  { level: "FULL", perTransfer: "10000.00", perDay: "25000.00" },
  { level: "ENHANCED", perTransfer: "100000.00", perDay: "250000.00" },
] as const;
const of = (currency: string, more: Partial<Schemas["CurrencyLimit"]> = {}): Schemas["CurrencyLimit"] => ({
  currency,
  perTransfer: "250.00",
  perDay: "1000.00",
  usedToday: "100.50",
  leftToday: "899.50",
  resetsAt: "2026-11-28T05:00:00.000Z",
  levels: [...LEVELS],
  ...more,
});
const YEN = of("JPY", { perTransfer: "40000", perDay: "150000", usedToday: "0", leftToday: "150000", levels: [] });
const BASIC: Schemas["LimitsReply"] = { level: "BASIC", currencies: [of("EUR", { usedToday: "7.00" }), YEN, of("USD")] };

const hold = (...currencies: string[]) => queries.setQueryData(accounts.queryKey, currencies.map((currency) => ({ currency })) as Schemas["BankAccountReply"][]);

beginAnew("en");
beforeEach(() => hold("USD"));

async function show(limits: Schemas["LimitsReply"]) {
  await draw(createElement(MemoryRouter, null, createElement(Limits, { limits })));
}
const fact = (name: string) => [...place.querySelectorAll("dt")].find((each) => each.textContent === name)?.nextSibling?.textContent;
const line = (title: string) => [...place.querySelectorAll("li")].find((each) => each.textContent?.startsWith(title))?.textContent;

test("the figures are of the currency that the customer has an account in, with what every level allows", async () => {
  await show(BASIC);
  expect([fact("Used today"), fact("Left today"), fact("In a day"), fact("At once")]).toEqual(["$100.50", "$899.50", "$1,000.00", "$250.00"]);
  expect(place.querySelector('[role="meter"]')?.getAttribute("aria-valuenow")).toBe("10");
  expect(line("Full")).toContain("Up to $10,000.00 at once, $25,000.00 a day");
  expect(line("Confirmed")).toContain("Yours");
});

test("another currency is chosen, and spoken of in Spanish", async () => {
  await show(BASIC);
  await act(async () => speak("es"));
  const choice = place.querySelector("select")!;
  expect([...choice.options].map((each) => each.value)).toEqual(["EUR", "JPY", "USD"]);
  await act(async () => {
    choice.value = "JPY";
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(fact("En un día")).toMatch(/150\.000/);
  expect(fact("De una vez")).toMatch(/40\.000/);
});

test("who is not known sees zeros, and what the next level opens", async () => {
  hold();
  const nothing = { perTransfer: "0.00", perDay: "0.00", usedToday: "0.00", leftToday: "0.00" };
  await show({ level: "NONE", currencies: [of("USD", nothing)] });
  expect([fact("In a day"), fact("At once")]).toEqual(["$0.00", "$0.00"]);
  expect(line("Basic use")).toContain("Yours");
  expect(line("Confirmed")).toContain("Up to $250.00 at once");
});

test("where the bank lets nothing be sent, there are the levels alone", async () => {
  await show({ level: "FULL", currencies: [] });
  expect(place.querySelector("select")).toBeNull();
  expect(line("Full")).toContain("Yours");
});
