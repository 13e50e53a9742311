import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "transfers", label: { en: "Transfers", es: "Transferencias" }, icon: "transfer", order: 15, main: true }],
  routes: [
    page("transfers", () => import("./TransfersPage")),
    page("transfers/new", () => import("./SendPage")),
    page("transfers/payees", () => import("./PayeesPage")),
    page("transfers/:transferId", () => import("./TransferPage")),
    page("transfers/:transferId/give-back", () => import("./GiveBackPage")),
  ],
});
