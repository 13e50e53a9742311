import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["support", "risk"],
  entries: [{ path: "customers", label: { en: "Customers", es: "Clientes" }, icon: "people", order: 10, main: true }],
  routes: [page("customers", () => import("./CustomersPage")), page("customers/:customerId", () => import("./CustomerPage"))],
});
