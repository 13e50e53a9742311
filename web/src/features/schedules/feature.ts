import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "scheduled", label: { en: "Scheduled", es: "Programadas" }, icon: "clock", order: 16 }],
  routes: [
    page("scheduled", () => import("./SchedulesPage")),
    page("scheduled/new", () => import("./NewSchedulePage")),
    page("scheduled/:scheduleId", () => import("./SchedulePage")),
    page("scheduled/:scheduleId/edit", () => import("./EditSchedulePage")),
  ],
});
