import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["support"],
  entries: [{ path: "messages", label: { en: "Messages", es: "Mensajes" }, icon: "bell", order: 15 }],
  routes: [page("messages", () => import("./MessagesPage")), page("messages/:key", () => import("./MessagePage"))],
});
