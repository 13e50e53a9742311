import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [],
  routes: [page("transactions/:accountId/:transactionId", () => import("./TransactionPage"))],
});
