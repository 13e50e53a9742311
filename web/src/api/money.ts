/** Amounts are decimal strings end to end; what is summed or drawn is BigInt minor units. Never a number. */

import type { Locale } from "../i18n/locale";

/** Decimals of the currencies the bank keeps, as in chalicelib/kernel/money.py (tests/vectors/money.json holds the two together). */
export const EXPONENTS: Record<string, number> = {
  AUD: 2, BHD: 3, BRL: 2, CAD: 2, CHF: 2, CLP: 0, CNY: 2, COP: 2, EUR: 2, GBP: 2,
  INR: 2, JOD: 3, JPY: 0, KRW: 0, KWD: 3, MXN: 2, OMR: 3, PEN: 2, SGD: 2, TND: 3,
  USD: 2, ZAR: 2,
};
export const MAXIMUM_MINOR = 10n ** 17n;

export function exponentOf(currency: string): number {
  const exponent = EXPONENTS[currency];
  if (exponent === undefined) throw new RangeError(`${currency} is not a currency this bank keeps`);
  return exponent;
}

/** ("-0.05", USD) → -5n. Throws RangeError for what is no plain decimal of that currency. */
export function toMinor(decimal: string, currency: string): bigint {
  const exponent = exponentOf(currency);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  const decimals = match?.[3] ?? "";
  if (!match || decimals.length > exponent) throw new RangeError(`${decimal} is no amount of ${currency}`);
  const minor = BigInt(match[2] + decimals.padEnd(exponent, "0"));
  return match[1] ? -minor : minor;
}

/** (-5n, USD) → "-0.05"; (7n, JPY) → "7". */
export function toDecimal(minor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0n ? "-" : "";
  const digits = String(minor < 0n ? -minor : minor).padStart(exponent + 1, "0");
  return exponent ? `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}` : sign + digits;
}

export type Misread = "empty" | "unclear" | "decimals" | "zero" | "tooLarge";
export type Reading = { decimal: string } | { misread: Misread };

const SIGNS: Record<Locale, { group: string; decimal: string }> = {
  en: { group: ",", decimal: "." },
  es: { group: ".", decimal: "," },
};

/**
 * Reads what a person typed, by the rules of their language: `1,234.50` in English, `1.234,50` in Spanish.
 * What could mean two things (`1,234` in Spanish, `1.5` in Spanish, `1,5` in English) is refused, never guessed.
 */
export function readAmount(typed: string, currency: string, locale: Locale): Reading {
  const exponent = exponentOf(currency);
  const text = typed.trim().replace(/[\s\u00a0\u202f]/g, "");
  if (!text) return { misread: "empty" };
  const { group, decimal } = SIGNS[locale];
  const pattern = new RegExp(`^(\\d+|\\d{1,3}(?:\\${group}\\d{3})+)(?:\\${decimal}(\\d+))?$`);
  const match = pattern.exec(text);
  if (!match) return { misread: "unclear" };
  const [, grouped = "", decimals = ""] = match;
  // With three decimals, `1,234` alone is a thousand to one reader and one and a bit to another.
  if (exponent === 3 && !decimals && grouped.split(group).length === 2) return { misread: "unclear" };
  if (decimals.length > exponent) return { misread: decimals.length === 3 ? "unclear" : "decimals" };
  const minor = BigInt(grouped.replaceAll(group, "") + decimals.padEnd(exponent, "0"));
  if (minor === 0n) return { misread: "zero" };
  if (minor > MAXIMUM_MINOR) return { misread: "tooLarge" };
  return { decimal: toDecimal(minor, currency) };
}

/** How an amount is typed in a language, for examples and for a field that is filled in. */
export function typedAs(decimal: string, locale: Locale): string {
  return decimal.replace(".", SIGNS[locale].decimal);
}
