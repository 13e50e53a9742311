import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "reports", label: { en: "Reports", es: "Informes" }, icon: "reports", order: 60 }],
  routes: [page("reports", () => import("./ReportsPage")), page("reports/new", () => import("./NewReportPage"))],
});
