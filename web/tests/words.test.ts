import { describe, expect, it } from "vitest";
import { date } from "../src/i18n/format";
import { plural, words } from "../src/i18n/words";

// Every texts of every page: what is written in one language and forgotten in the other shows here.
const modules = import.meta.glob<Record<string, unknown>>(["../src/**/words.ts", "!../src/i18n/words.ts"], { eager: true });

describe("texts", () => {
  it.each(Object.entries(modules))("%s says everything in both languages", (_, module) => {
    const { en, es } = module.texts as { en: Record<string, unknown>; es: Record<string, unknown> };
    expect(Object.keys(es)).toEqual(Object.keys(en));
    for (const text of [...Object.values(en), ...Object.values(es)]) expect(text === "" || text === undefined).toBe(false);
  });

  it("counts as the language does", () => {
    const forms = { one: "# day", other: "# days" };
    expect([0, 1, 2, 1234].map((count) => plural("en", count, forms))).toEqual(["0 days", "1 day", "2 days", "1,234 days"]);
    expect(plural("es", 1, { one: "# día", other: "# días" })).toBe("1 día");
  });

  it("take what is filled in", () => {
    const texts = words({ left: (count: number) => `${count} left` }, { left: (count: number) => `quedan ${count}` });
    expect([texts.en.left(3), texts.es.left(3)]).toEqual(["3 left", "quedan 3"]);
  });

  it("show a day as that day wherever one is", () => expect(date("2027-01-31", "day", "en")).toBe("Jan 31, 2027"));
});
