import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["risk"],
  entries: [
    { path: "fraud/cases", label: { en: "Fraud cases", es: "Casos de fraude" }, icon: "warning", order: 22 },
    { path: "fraud/rules", label: { en: "Fraud rules", es: "Reglas" }, icon: "flow", order: 24 },
    { path: "fraud/lists", label: { en: "Fraud lists", es: "Listas" }, icon: "people", order: 26 },
    { path: "fraud/reports", label: { en: "Reports to file", es: "Informes" }, icon: "reports", order: 28 },
  ],
  routes: [
    page("fraud/cases", () => import("./CasesPage")),
    page("fraud/cases/:caseId", () => import("./CasePage")),
    page("fraud/rules", () => import("./RulesPage")),
    page("fraud/rules/new", () => import("./NewRulePage")),
    page("fraud/rules/:ruleId", () => import("./RulePage")),
    page("fraud/lists", () => import("./ListsPage")),
    page("fraud/reports", () => import("./ReportsPage")),
  ],
});
