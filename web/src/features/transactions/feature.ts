import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "transactions", label: { en: "Movements", es: "Movimientos" }, icon: "search", order: 12 }],
  routes: [
    page("transactions", () => import("./TransactionsPage")),
    page("transactions/:accountId/:transactionId", () => import("./TransactionPage")),
  ],
});
