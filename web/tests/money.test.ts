import { describe, expect, it } from "vitest";
import { EXPONENTS, readAmount, toDecimal, toMinor } from "../src/api/money";
import { money, percent } from "../src/i18n/format";
import vectors from "../../tests/vectors/money.json";

// What Python's Money reads, refuses and writes (tests/unit/kernel/test_vectors.py holds it to the same).

describe("money", () => {
  it("knows the currencies of the bank", () => expect(EXPONENTS).toEqual(vectors.exponents));

  it.each(vectors.written)("writes $minor $currency as $decimal", ({ minor, currency, decimal }) => {
    expect(toDecimal(BigInt(minor), currency)).toBe(decimal);
    expect(toMinor(decimal, currency)).toBe(BigInt(minor));
  });

  it.each(vectors.read)("reads $text $currency", ({ text, currency, decimal, minor }) => {

    expect(readAmount(text, currency, "en")).toEqual({ decimal });
    expect(toMinor(decimal, currency)).toBe(BigInt(minor));
  });

  it.each(vectors.refused.filter(({ text }) => text !== "1 000"))("refuses $text $currency", ({ text, currency }) => {
    expect(readAmount(text, currency, "en")).toHaveProperty("misread");
  });
});

describe("an amount that is typed", () => {
  it.each([
    ["1,234.50", "en", "1234.50"],
    ["1.234,50", "es", "1234.50"],
    ["1234,5", "es", "1234.50"],
    ["1234.5", "en", "1234.50"],
    ["1,234", "en", "1234.00"],
    ["1.234", "es", "1234.00"],
    ["1 234,50", "es", "1234.50"],
    ["90.071.992.547.409,93", "es", "90071992547409.93"],
  ] as const)("%s in %s is %s", (typed, language, decimal) => expect(readAmount(typed, "USD", language)).toEqual({ decimal }));

  it.each([
    ["1,234", "es", "unclear"],
    ["1.5", "es", "unclear"],
    ["1,5", "en", "unclear"],
    ["1.234,50", "en", "unclear"],
    ["12,34.5", "en", "unclear"],
    ["1.2.3", "en", "unclear"],
    ["10.1234", "en", "decimals"],
    ["", "en", "empty"],
    ["0.00", "en", "zero"],
    ["1000000000000000.01", "en", "tooLarge"],
    ["٣", "en", "unclear"],
    ["Infinity", "en", "unclear"],
  ] as const)("%s in %s is refused as %s", (typed, language, misread) => expect(readAmount(typed, "USD", language)).toEqual({ misread }));

  it("is refused where three decimals make it two things", () => {
    expect(readAmount("1,234", "KWD", "en")).toEqual({ misread: "unclear" });
    expect(readAmount("1,234.500", "KWD", "en")).toEqual({ decimal: "1234.500" });
  });
});

describe("an amount that is shown", () => {
  it("loses no digit", () => expect(money("90071992547409.93", "USD", "en")).toBe("$90,071,992,547,409.93"));
  it("is written as the language writes it", () => expect(money("1234.50", "EUR", "es").replace(/\s/g, " ")).toBe("1234,50 €"));
  it("shows a share", () => expect([percent("6.5", "en"), percent("6.5", "es")]).toEqual(["6.5%", "6,5\u00a0%"]));
});
