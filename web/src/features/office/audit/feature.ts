import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["operations"],
  entries: [{ path: "audit", label: { en: "Audit log", es: "Auditoría" }, icon: "reports", order: 60 }],
  routes: [page("audit", () => import("./AuditPage"))],
});
