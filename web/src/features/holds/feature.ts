import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "holds", label: { en: "Holds", es: "Retenciones" }, icon: "holds", order: 35 }],
  routes: [
    page("holds", () => import("./HoldsPage")),
    page("holds/new", () => import("./PlaceHoldPage")),
    page("holds/:holdId", () => import("./HoldPage")),
    page("holds/:holdId/capture", () => import("./CapturePage")),
  ],
});
