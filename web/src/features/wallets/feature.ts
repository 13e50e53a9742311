import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "wallets", label: { en: "Wallets", es: "Monederos" }, icon: "wallets", order: 30 }],
  routes: [
    page("wallets", () => import("./WalletsPage")),
    page("wallets/new", () => import("./OpenWalletPage")),
    page("wallets/:walletId", () => import("./WalletPage")),
    page("wallets/:walletId/add", () => import("./AddPage")),
    page("wallets/:walletId/take", () => import("./TakePage")),
  ],
});
