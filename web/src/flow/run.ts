/** What became of a flow's states and ways in one execution. */

import type { Region, Way } from "./machine";
import { regionsOf } from "./machine";

export type Outcome = "SUCCEEDED" | "CAUGHT" | "FAILED" | "OPEN";

export interface Step {
  name: string;
  status: Outcome;
  enteredAt: string;
  exitedAt?: string | null;
  failures: unknown[];
}

export interface Run {
  /** How the last time in a state ended, by its name; a state that was not reached is not there. */
  outcomes: Map<string, Outcome>;
  /** How often a state was entered, and how many of its tries failed. */
  visits: Map<string, number>;
  failed: Map<string, number>;
  taken: (way: Way) => boolean;
}

export function runOf(flow: Region, steps: readonly Step[]): Run {
  const run = { outcomes: new Map<string, Outcome>(), visits: new Map<string, number>(), failed: new Map<string, number>() };
  for (const { name, status, failures } of steps) {
    run.outcomes.set(name, status);
    run.visits.set(name, (run.visits.get(name) ?? 0) + 1);
    run.failed.set(name, (run.failed.get(name) ?? 0) + failures.length);
  }
  const taken = new Set(regionsOf(flow).flatMap((region) => waysTaken(region, steps)));
  return { ...run, taken: (way) => taken.has(way) };
}

/** Of two states of one region that were entered one after the other, the way between them. After an error, the one that catches it. */
function waysTaken(region: Region, steps: readonly Step[]): Way[] {
  const own = new Set(region.states.map((state) => state.name));
  const entered = steps.filter((step) => own.has(step.name));
  return entered.flatMap((step, index) => {
    const next = entered[index + 1];
    const between = region.ways.filter((way) => way.from === step.name && way.to === next?.name);
    const kind = step.status === "SUCCEEDED" ? "next" : "catch";
    return [between.find((way) => way.kind === kind) ?? between[0]].filter((way) => way !== undefined);
  });
}
