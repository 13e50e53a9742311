import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  entries: [{ path: "", label: { en: "Desk", es: "Mesa" }, icon: "home", order: 0, main: true }],
  routes: [page("", () => import("./DeskPage"))],
});
