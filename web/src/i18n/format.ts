/** Money, times and shares as a language writes them. Each formatter is made once. */

import type { Locale } from "./locale";

const made = new Map<string, unknown>();

function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

/** `decimal` is formatted as the string it is: no digit is lost on the way. */
export function money(decimal: string, currency: string, language: Locale): string {
  const format = once(`money ${language} ${currency}`, () => new Intl.NumberFormat(language, { style: "currency", currency }));
  return format.format(decimal as Intl.StringNumericLiteral).replace("-", "\u2212");
}

/** "6.5" → "6.5%" */
export function percent(decimal: string, language: Locale): string {
  const format = once(`percent ${language}`, () => new Intl.NumberFormat(language, { maximumFractionDigits: 4 }));
  return `${format.format(decimal as Intl.StringNumericLiteral)}${language === "es" ? "\u00a0" : ""}%`;
}

type When = "day" | "moment" | "short" | "month" | "time";
const STYLES: Record<When, Intl.DateTimeFormatOptions> = {
  day: { day: "numeric", month: "short", year: "numeric" },
  moment: { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" },
  short: { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }, // under a heading that says the year
  month: { month: "long", year: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
};

/** A timestamp, or a day such as 2027-01-31, which is that day wherever one is. */
export function date(value: string, how: When, language: Locale): string {
  const dayOnly = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const options = dayOnly ? { ...STYLES[how], timeZone: "UTC" } : STYLES[how];
  return once(`date ${language} ${how} ${dayOnly}`, () => new Intl.DateTimeFormat(language, options)).format(new Date(value));
}

const UNITS = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1000 },
] as const;

/** How long something took, in its two largest units: 120 ms, 3.2 sec, 4 min 5 sec, 2 days 3 hr. */
export function duration(ms: number, language: Locale): string {
  const write = (value: number, unit: string, digits = 0) =>
    once(`unit ${language} ${unit} ${digits}`, () => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits })).format(value);
  if (ms < 1000) return write(Math.round(ms), "millisecond");
  if (ms < 60_000) return write(ms / 1000, "second", 1);
  const first = UNITS.findIndex((each) => ms >= each.ms);
  const [large, small] = [UNITS[first], UNITS[first + 1]];
  if (!large || !small) return write(ms / 1000, "second", 1);
  const rest = Math.floor((ms % large.ms) / small.ms);
  return [write(Math.floor(ms / large.ms), large.unit), ...(rest ? [write(rest, small.unit)] : [])].join(" ");
}
