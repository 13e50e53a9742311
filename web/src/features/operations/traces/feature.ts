import { feature, page } from "../../../ui/feature";

export default feature({
  area: "operations",
  roles: ["operations"],
  entries: [{ path: "traces", label: { en: "Traces", es: "Trazas" }, icon: "trace", order: 40 }],
  routes: [page("traces", () => import("./TracesPage")), page("traces/:correlation", () => import("./TracePage"))],
});
