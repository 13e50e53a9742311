import { feature, page } from "../../../ui/feature";

export default feature({
  area: "operations",
  roles: ["operations"],
  simulated: true,
  entries: [{ path: "simulations", label: { en: "Other banks", es: "Otros bancos" }, icon: "transfer", order: 50 }],
  routes: [page("simulations", () => import("./SimulationsPage"))],
});
