import { feature, page } from "../../../ui/feature";

export default feature({
  area: "operations",
  roles: ["operations"],
  entries: [
    { path: "ledger", label: { en: "Ledger", es: "Libro mayor" }, icon: "ledger", order: 30 },
    { path: "trial-balance", label: { en: "Trial balance", es: "Balance" }, icon: "accounts", order: 32 },
    { path: "proofs", label: { en: "Nightly proofs", es: "Pruebas" }, icon: "check", order: 34 },
  ],
  routes: [
    page("ledger", () => import("./LedgerPage")),
    page("accounts/:accountId", () => import("./AccountPage")),
    page("journal/:postingId", () => import("./PostingPage")),
    page("trial-balance", () => import("./TrialBalancePage")),
    page("proofs", () => import("./ProofsPage")),
  ],
});
