import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "cards", label: { en: "Cards", es: "Tarjetas" }, icon: "cards", order: 20, main: true }],
  routes: [
    page("cards", () => import("./CardsPage")),
    page("cards/:cardId", () => import("./CardPage")),
    page("cards/:cardId/purchase", () => import("./PurchasePage")),
    page("cards/:cardId/top-up", () => import("./TopUpPage")),
    page("cards/:cardId/pay", () => import("./PayPage")),
  ],
});
