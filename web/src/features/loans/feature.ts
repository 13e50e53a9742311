import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "loans", label: { en: "Loans", es: "Préstamos" }, icon: "loans", order: 50 }],
  routes: [
    page("loans", () => import("./LoansPage")),
    page("loans/new", () => import("./ApplyPage")),
    page("loans/:loanId", () => import("./LoanPage")),
    page("loans/:loanId/repay", () => import("./RepayPage")),
  ],
});
