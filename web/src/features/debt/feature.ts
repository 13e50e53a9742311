import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "debt", label: { en: "Debt planner", es: "Plan de deudas" }, icon: "debt", order: 55 }],
  routes: [page("debt", () => import("./DebtPage"))],
});
