import { feature, page } from "../../ui/feature";

export default feature({
  area: "bank",
  entries: [{ path: "savings", label: { en: "Savings goals", es: "Metas de ahorro" }, icon: "savings", order: 40 }],
  routes: [
    page("savings", () => import("./GoalsPage")),
    page("savings/new", () => import("./NewGoalPage")),
    page("savings/:goalId", () => import("./GoalPage")),
    page("savings/:goalId/contribute", () => import("./ContributePage")),
    page("savings/:goalId/withdraw", () => import("./WithdrawPage")),
  ],
});
