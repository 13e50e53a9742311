/** What a list of movements is narrowed to, as the page's address says it. What the address says wrongly narrows nothing. */

import type { Narrowed } from "../../ui/transactions";

export const PERIODS = ["month", "lastMonth", "quarter", "year"] as const;
export const TYPED = ["text", "from", "to", "min", "max", "kind"] as const;
export type Filters = Record<(typeof TYPED)[number], string> & { direction: "" | "in" | "out"; period: "" | (typeof PERIODS)[number] };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AMOUNT = /^\d{1,17}(\.\d{1,3})?$/;
const QUARTER_DAYS = 90;

export function filtersOf(address: URLSearchParams): Filters {
  const said = (name: string, fits: (text: string) => boolean) => {
    const text = address.get(name) ?? "";
    return fits(text) ? text : "";
  };
  const day = (text: string) => DAY.test(text) && !Number.isNaN(Date.parse(text));
  const amount = (text: string) => AMOUNT.test(text) && /[1-9]/.test(text);
  const [from, to] = [said("from", day), said("to", day)];
  return {
    text: said("text", (text) => text.length <= 140),
    from,
    to: from && to && to < from ? "" : to,
    min: said("min", amount),
    max: said("max", amount),
    kind: said("kind", (text) => /^[A-Za-z._]{1,64}$/.test(text)),
    direction: said("direction", (text) => text === "in" || text === "out") as Filters["direction"],
    period: from || to ? "" : (said("period", (text) => (PERIODS as readonly string[]).includes(text)) as Filters["period"]),
  };
}

/** As the API takes it. Days begin and end where the customer is. */
export function narrowedTo({ text, from, to, min, max, kind, direction, period }: Filters, today: Date): Narrowed {
  const [start, end] = period ? within(period, today) : [from ? midnight(from) : undefined, to ? midnight(to, 1) : undefined];
  return {
    start: start?.toISOString(),
    end: end?.toISOString(),
    type: direction ? ({ in: "credit", out: "debit" } as const)[direction] : undefined,
    kind: kind || undefined,
    minAmount: min || undefined,
    maxAmount: max || undefined,
    text: text || undefined,
  };
}

function within(period: (typeof PERIODS)[number], today: Date): [Date, Date | undefined] {
  const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
  switch (period) {
    case "month":
      return [new Date(year, month, 1), undefined];
    case "lastMonth":
      return [new Date(year, month - 1, 1), new Date(year, month, 1)];
    case "quarter":
      return [new Date(year, month, day - QUARTER_DAYS), undefined];
    case "year":
      return [new Date(year, 0, 1), undefined];
  }
}

/** Where a day such as 2027-01-31 begins, or one that many days later. */
function midnight(written: string, later = 0): Date {
  const [year, month, day] = written.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, day + later);
}
