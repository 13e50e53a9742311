import description from "../src/api/description.json";
import { describe, expect, it } from "vitest";
import en from "../src/i18n/problems/en";
import es from "../src/i18n/problems/es";

const codes = Object.keys(description.components.examples);

describe("every problem of the bank's description", () => {
  it("is there at all", () => expect(codes.length).toBeGreaterThan(50));
  it.each(codes)("%s is told in English and in Spanish", (code) => {
    for (const [title, text] of [en[code] ?? [], es[code] ?? []]) {
      expect(title).toBeTruthy();
      expect(text).toBeTruthy();
    }
  });
  it("has one text in each language, and none too many", () => {
    const ours = [...codes, "offline", "unreadable", "upload_refused"].sort();
    expect(Object.keys(en).sort()).toEqual(ours);
    expect(Object.keys(es).sort()).toEqual(ours);
  });
});
