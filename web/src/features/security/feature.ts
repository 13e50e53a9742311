import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "security", label: { en: "Security", es: "Seguridad" }, icon: "security", order: 95 }],
  routes: [page("security", () => import("./SecurityPage"))],
});
