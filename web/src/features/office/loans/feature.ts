import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["lending"],
  entries: [{ path: "loans", label: { en: "Loans", es: "Préstamos" }, icon: "loans", order: 30, main: true }],
  routes: [page("loans", () => import("./LoansPage")), page("loans/:loanId", () => import("./LoanPage"))],
});
