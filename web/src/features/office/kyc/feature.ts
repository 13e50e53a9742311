import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["risk"],
  entries: [{ path: "kyc", label: { en: "Verifications", es: "Identidad" }, icon: "security", order: 20, main: true }],
  routes: [page("kyc", () => import("./ReviewsPage")), page("kyc/:customerId", () => import("./ReviewPage"))],
});
