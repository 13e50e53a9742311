import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../api/client";
import { toMinor } from "../../api/money";

export type Goal = Schemas["GoalReply"];

/** The goal that the page's address names. */
export function useGoal() {
  const { goalId = "" } = useParams();
  const query = useQuery({
    queryKey: ["goals", goalId],
    queryFn: () => ask(api.GET("/savings-goal/{goal_id}", { params: { path: { goal_id: goalId } } })),
  });
  return { goalId, query };
}

export function stateOf(goal: Goal): { tone: "good" | "bad" | "plain"; text: "reached" | "onTrack" | "behind" | "CLOSED" } {
  if (goal.status === "CLOSED") return { tone: "plain", text: "CLOSED" };
  if (goal.reached) return { tone: "good", text: "reached" };
  return goal.onTrack ? { tone: "good", text: "onTrack" } : { tone: "bad", text: "behind" };
}

const STEP_MS = { WEEK: 7 * 24 * 3600 * 1000, MONTH: (365.25 / 12) * 24 * 3600 * 1000 };
const MOST_STEPS = 600;

/** From today: what the regular contributions add up to, until the goal is full or its day has come. */
export function projection(goal: Goal, now: number): { at: number; minor: bigint }[] {
  const [saved, target] = [toMinor(goal.saved, goal.currency), toMinor(goal.target, goal.currency)];
  const end = Math.max(Date.parse(goal.targetDate), now);
  const points = [{ at: now, minor: saved }];
  if (goal.contribution && goal.every) {
    const each = toMinor(goal.contribution, goal.currency);
    for (let step = 1; step <= MOST_STEPS; step++) {
      const at = now + step * STEP_MS[goal.every];
      const minor = saved + each * BigInt(step);
      if (at > end) break;
      points.push({ at, minor: minor < target ? minor : target });
      if (minor >= target) break;
    }
  }
  const last = points.at(-1)!;
  return last.at < end ? [...points, { at: end, minor: last.minor }] : points;
}
