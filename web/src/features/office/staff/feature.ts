import { feature, page } from "../../../ui/feature";

export default feature({
  area: "office",
  roles: ["admin"],
  entries: [{ path: "staff", label: { en: "Staff", es: "Personal" }, icon: "profile", order: 50 }],
  routes: [page("staff", () => import("./StaffPage")), page("staff/new", () => import("./NewMemberPage")), page("staff/:userId", () => import("./RolesPage"))],
});
