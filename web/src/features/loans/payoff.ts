/** What becomes of a loan that is paid more than its plan asks: the bank's own arithmetic (chalicelib/loans/model.py), month by month. */

import type { Schemas } from "../../api/client";
import { toMinor } from "../../api/money";

export const PPM = 1_000_000n;
const YEAR = 12n * PPM;

export interface Month {
  dueAt: string;
  interest: bigint;
  balance: bigint;
}

/** Interest of one month on what is owed, rounded half-even to a minor unit. `rate` is parts per million a year. */
export function monthInterest(owed: bigint, rate: bigint): bigint {
  const [whole, rest] = [(owed * rate) / YEAR, (owed * rate) % YEAR];
  return 2n * rest + (whole & 1n) > YEAR ? whole + 1n : whole;
}

/** "6.5" percent in parts per million. */
export function ppmOf(percent: string): bigint {
  const [whole = "0", decimals = ""] = percent.split(".");
  return BigInt(whole + decimals.padEnd(4, "0"));
}

/** The months until nothing is owed, where each coming instalment is paid with `extra`. Without any it is the plan itself. */
export function payOff(plan: Schemas["ScheduleReply"], percent: string, outstanding: string, extra: bigint): Month[] {
  const rate = ppmOf(percent);
  const months: Month[] = [];
  let balance = toMinor(outstanding, plan.currency);
  for (const each of plan.items.filter(({ status }) => status === "COMING")) {
    if (balance <= 0n) break;
    const interest = monthInterest(balance, rate);
    const paid = toMinor(each.payment, plan.currency) + extra;
    balance = paid < balance + interest ? balance + interest - paid : 0n;
    months.push({ dueAt: each.dueAt, interest, balance });
  }
  return months;
}

export const interestOf = (months: Month[]) => months.reduce((sum, each) => sum + each.interest, 0n);
