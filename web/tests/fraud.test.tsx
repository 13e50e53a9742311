import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { describe, expect, it } from "vitest";
import { Ground } from "../src/features/office/fraud/Ground";
import { oneRule } from "../src/features/office/fraud/RuleLink";
import { facts, rules } from "../src/i18n/fraud";
import { speak } from "../src/i18n/locale";
import shipped from "../src/i18n/shipped.json";
import { openBank } from "./bank";
import { beginAnew, draw, place, until } from "./page";

// What the bank ships is listed from its own code, so that a fact or a rule without a text shows here.
describe.each([
  { what: "fact", texts: facts, told: shipped.facts as Record<string, string> },
  { what: "rule", texts: rules, told: shipped.rules as Record<string, string> },
])("every $what that the bank ships", ({ texts, told }) => {
  const es: Record<string, string> = texts.es;

  it("is there at all", () => expect(Object.keys(told).length).toBeGreaterThan(10));
  it.each(Object.keys(told))("%s has a text in Spanish", (id) => {
    expect(es[id]).toBeTruthy();
    expect(es[id]).not.toBe(told[id]);
  });
  it("and no other has one", () => expect(Object.keys(es).sort()).toEqual(Object.keys(told).sort()));
  it("is told in English as the bank tells it", () => expect(texts.en).toEqual(told));
});

describe("why somebody is to look at a case", () => {
  const OURS = "00000000-0000-5000-8000-000000000005";
  const THEIRS = "0198c0de-0000-7000-8000-000000000001";
  const REWRITTEN = "00000000-0000-5000-8000-000000000006";
  const UNREAD = "0198c0de-0000-7000-8000-000000000002";
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  for (const [ruleId, name, madeBy] of [[OURS, "Much to somebody new", "bank"], [THEIRS, "Look at it", "somebody"], [REWRITTEN, "Far too much", "somebody"]] as const)
    client.setQueryData(oneRule(ruleId).queryKey as readonly unknown[], { ruleId, name, madeBy });

  function shown(of: string): string {
    const at = document.createElement("div");
    flushSync(() => createRoot(at).render(<QueryClientProvider client={client}><MemoryRouter><Ground of={of} /></MemoryRouter></QueryClientProvider>));
    return at.textContent;
  }

  it.each([
    [OURS, "Mucho a alguien nuevo"],
    [`rule:${OURS}`, "Regla: Mucho a alguien nuevo"],
    [`rule:${THEIRS}`, "Regla: Look at it"],
    [`rule:${REWRITTEN}`, "Regla: Far too much"],
    [`fault:${UNREAD}`, `No se pudo juzgar: ${UNREAD}`],
    ["fault:ruleset", "No se pudo juzgar: las reglas en uso"],
    ["blacklist:payee", "Lista negra: quien recibe"],
    ["another:reason", "another: reason"],
  ])("%s is told in Spanish, and what staff wrote as it came", (of, told) => {
    speak("es");
    expect(shown(of)).toBe(told);
  });
});

describe("the rules of a case", () => {
  beginAnew("en");
  const [FIRST, SECOND, RETIRED] = [3, 4, 5].map((number) => `0198c0de-0000-7000-8000-00000000000${number}`);

  it("are named by one look at those in use, and by one more at each that is not", async () => {
    const { looks } = openBank({
      "GET /api/v1/fraud/rules": () => ({ items: [{ ruleId: FIRST, name: "Much at night", madeBy: "somebody" }, { ruleId: SECOND, name: "Somebody new", madeBy: "somebody" }], nextCursor: null }),
      "GET /api/v1/fraud/rules/{rule_id}": () => ({ ruleId: RETIRED, name: "Look at it", madeBy: "somebody" }),
    });
    await draw(<MemoryRouter>{[FIRST!, `rule:${SECOND}`, FIRST!, RETIRED!].map((of, at) => <p key={at}><Ground of={of} /></p>)}</MemoryRouter>);
    await until(() => expect([...place.querySelectorAll("p")].map((each) => each.textContent)).toEqual(["Much at night", "Rule: Somebody new", "Much at night", "Look at it"]));
    expect(looks.map(({ route, to }) => (route.endsWith("}") ? to : route))).toEqual(["GET /api/v1/fraud/rules", `/api/v1/fraud/rules/${RETIRED}`]);
  });
});
