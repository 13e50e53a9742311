import { expect, test } from "vitest";
import vectors from "../../tests/vectors/loans.json";
import { toDecimal } from "../src/api/money";
import { interestOf, monthInterest, payOff, ppmOf } from "../src/features/loans/payoff";

// What the bank's own schedule says (tests/unit/loans/test_loan_vectors.py holds it to the same).
const plans = vectors.map(({ principal, ratePpm, plan }) => {
  const text = (minor: string) => toDecimal(BigInt(minor), "USD");
  const items = plan.map(([payment = "", interest = "", balance = ""], index) => ({
    number: index + 1,
    dueAt: `2026-01-01T00:00:${index}Z`,
    payment: text(payment),
    principal: "0.00",
    interest: text(interest),
    balance: text(balance),
    status: "COMING" as const,
  }));
  const reply = { loanId: "l", currency: "USD" as const, totalInterest: "0.00", nextDue: null, overdue: "0.00", overdueSince: null, items };
  return { reply, rate: String(ratePpm / 10_000), owed: toDecimal(BigInt(principal), "USD"), plan };
});

test.each(plans)("without anything extra it is the plan: $owed at $rate", ({ reply, rate, owed, plan }) => {
  expect(payOff(reply, rate, owed, 0n).map(({ interest, balance }) => [String(interest), String(balance)])).toEqual(plan.map(([, interest, balance]) => [interest, balance]));
});

test.each(plans)("with more it ends sooner, costs less and pays off to the last unit: $owed at $rate", ({ reply, rate, owed, plan }) => {
  const extra = BigInt(plan[0]?.[0] ?? "0");
  const [planned, sooner] = [payOff(reply, rate, owed, 0n), payOff(reply, rate, owed, extra)];
  expect(sooner.length).toBeLessThan(planned.length);
  expect(sooner.at(-1)?.balance).toBe(0n);
  expect(interestOf(sooner) <= interestOf(planned)).toBe(true);
});

test("rates are read exactly, and half a unit goes to the even one", () => {
  expect([ppmOf("6.5"), ppmOf("0"), ppmOf("12.3456")]).toEqual([65_000n, 0n, 123_456n]);
  expect([monthInterest(6n, 1_000_000n), monthInterest(18n, 1_000_000n)]).toEqual([0n, 2n]);
});
