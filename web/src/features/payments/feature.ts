import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "payments", label: { en: "Payments", es: "Pagos" }, icon: "pay", order: 25, main: true }],
  routes: [
    page("payments", () => import("./PaymentsPage")),
    page("payments/new", () => import("./PayPage")),
    page("payments/:paymentId", () => import("./PaymentPage")),
  ],
});
