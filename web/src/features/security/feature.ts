import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  // Also of the staff: whoever signs in looks after it.
  roles: ["customer", "admin", "lending", "operations", "risk", "support"],
  entries: [{ path: "security", label: { en: "Security", es: "Seguridad" }, icon: "security", order: 95 }],
  routes: [
    page("security", () => import("./SecurityPage")),
    page("security/password", () => import("./PasswordPage")),
    page("security/email", () => import("./EmailPage")),
    page("security/confirm/:channel", () => import("./ConfirmPage")),
    page("security/app", () => import("./EnrolPage")),
    page("security/recovery", () => import("./RecoveryPage")),
  ],
});
