import { feature, page } from "../../../ui/feature";

export default feature({
  area: "operations",
  roles: ["operations"],
  entries: [
    { path: "executions", label: { en: "Executions", es: "Ejecuciones" }, icon: "flow", order: 10 },
    { path: "flows", label: { en: "Flows", es: "Flujos" }, icon: "debt", order: 15 },
  ],
  routes: [
    page("executions", () => import("./ExecutionsPage")),
    page("executions/:execution", () => import("./ExecutionPage")),
    page("flows", () => import("./FlowsPage")),
    page("flows/:name", () => import("./FlowPage")),
  ],
});
