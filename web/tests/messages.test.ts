import { describe, expect, it } from "vitest";
import { kinds, nameOf } from "../src/features/office/notifications/kinds";
import { examples, labelOf, labels } from "../src/features/office/notifications/variables";

// Every text that ships, as the bank writes its messages with.
const shipped = import.meta.glob<string>("../../chalicelib/notifications/templates/**/*.{html,txt}", { eager: true, query: "?raw", import: "default" });
const variables = [...new Set(Object.values(shipped).flatMap((text) => [...text.matchAll(/\bdata(?:\.|\[")(\w+)/g)].map(([, name]) => name!)))].sort();

describe("every variable of a message that ships", () => {
  it("is there at all", () => expect(variables).toEqual(expect.arrayContaining(["amount", "from", "title"])));
  it.each(variables)("%s has a label in both languages", (name) => {
    const [en, es] = [labelOf(name, labels.en), labelOf(name, labels.es)];
    expect([en, es]).not.toContain(name);
    expect(en).not.toBe(es);
  });
  it("and no other has one", () => expect(Object.keys(labels.en).sort()).toEqual(variables));
  it("or an example", () => expect(variables).toEqual(expect.arrayContaining(Object.keys(examples))));
});

describe("every kind of message that ships", () => {
  const keys = [...new Set(Object.keys(shipped).flatMap((path) => /\/en\/([A-Z][A-Z._]+)\.subject\.txt$/.exec(path)?.[1] ?? []))].sort();

  it("is there at all", () => expect(keys).toContain("PRODUCT.NEWS"));
  it("has a name in both languages, and no other has one", () => expect(Object.keys(kinds.en).sort()).toEqual(keys));
  it.each(keys)("%s is not called the same in both", (key) => expect(nameOf(key, kinds.es)).not.toBe(nameOf(key, kinds.en)));
});

it("a kind that the bank has added is called by its key", () => expect(nameOf("OUR.OWN", kinds.es)).toBe("OUR.OWN"));

it("a variable that the bank has added is called by its name", () => expect(labelOf("ourOwn", labels.es)).toBe("ourOwn"));
