import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [], // the bell of the frame leads here
  routes: [page("notifications", () => import("./InboxPage")), page("notifications/preferences", () => import("./PreferencesPage"))],
});
