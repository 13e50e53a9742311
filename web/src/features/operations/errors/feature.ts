import { feature, page } from "../../../ui/feature";

export default feature({
  area: "operations",
  roles: ["operations"],
  entries: [{ path: "errors", label: { en: "Errors", es: "Errores" }, icon: "warning", order: 20, main: true }],
  routes: [page("errors", () => import("./ErrorsPage"))],
});
