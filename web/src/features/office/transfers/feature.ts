import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["operations"],
  entries: [{ path: "transfers/give-back", label: { en: "Give back", es: "Devolver" }, icon: "transfer", order: 42 }],
  routes: [page("transfers/give-back", () => import("./GiveBackPage"))],
});
