import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "verification", label: { en: "Verification", es: "Verificación" }, icon: "check", order: 92 }],
  routes: [
    page("verification", () => import("./VerificationPage")),
    page("verification/profile", () => import("./ProfilePage")),
    page("verification/documents/new", () => import("./UploadPage")),
  ],
});
