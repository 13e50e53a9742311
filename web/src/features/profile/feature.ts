import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "profile", label: { en: "Profile", es: "Perfil" }, icon: "profile", order: 90 }],
  routes: [page("profile", () => import("./ProfilePage"))],
});
