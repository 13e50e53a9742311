import { expect, it } from "vitest";
import { actOf } from "../src/features/office/audit/acts";

const sources = import.meta.glob<string>("../../chalicelib/**/*.py", { query: "?raw", import: "default", eager: true });
const acts = [...new Set(Object.values(sources).flatMap((source) => [...source.matchAll(/audit\.(?:record|look)\(\s*"([a-z_.]+)"/g)].map(([, act = ""]) => act)))];

it("finds what is written down", () => expect(acts.length).toBeGreaterThan(15));

it.each(acts)("%s has words", (act) => {
  for (const language of ["en", "es"] as const) expect(actOf(act, language)).not.toBe(act);
});

it("leaves what has none as it is", () => expect(actOf("moon.howl", "en")).toBe("moon.howl"));
