import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  entries: [{ path: "approvals", label: { en: "Approvals", es: "Aprobaciones" }, icon: "check", order: 40 }],
  routes: [page("approvals", () => import("./ApprovalsPage")), page("approvals/:approvalId", () => import("./ApprovalPage"))],
});
