import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "", label: { en: "Home", es: "Inicio" }, icon: "home", order: 0, main: true }],
  routes: [page("", () => import("./HomePage"))],
});
