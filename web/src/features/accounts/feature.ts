import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "accounts", label: { en: "Accounts", es: "Cuentas" }, icon: "accounts", order: 10, main: true }],
  routes: [
    page("accounts", () => import("./AccountsPage")),
    page("accounts/new", () => import("./OpenAccountPage")),
    page("accounts/:accountId", () => import("./AccountPage")),
    page("accounts/:accountId/deposit", () => import("./DepositPage")),
    page("accounts/:accountId/withdraw", () => import("./WithdrawPage")),
    page("accounts/:accountId/statements", () => import("./StatementsPage")),
    page("accounts/:accountId/close", () => import("./CloseAccountPage")),
  ],
});
