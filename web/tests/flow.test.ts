import { describe, expect, it } from "vitest";
import { type Placed, place } from "../src/flow/layout";
import { type Definition, regionOf, regionsOf } from "../src/flow/machine";
import { runOf } from "../src/flow/run";
import { scaleOf } from "../src/flow/timeline";

// Every machine that the bank has, as it is deployed.
const machines = import.meta.glob<Definition>("../../statemachines/*.asl.json", { eager: true, import: "default" });
const wide = () => 180;

function levels(placed: Placed): Placed[] {
  return [placed, ...placed.states.flatMap((each) => each.branches.flatMap((branch) => levels(branch.placed)))];
}

describe("drawing every machine", () => {
  it("finds them", () => expect(Object.keys(machines).length).toBeGreaterThanOrEqual(10));

  it.each(Object.entries(machines))("%s shows each state once, and none on another", (_, definition) => {
    const flow = regionOf(definition);
    const all = levels(place(flow, wide));
    const drawn = all.flatMap((level) => level.states.map((each) => each.state.name));
    expect(drawn.sort()).toEqual(regionsOf(flow).flatMap((region) => region.states.map((state) => state.name)).sort());
    for (const { states, width, height } of all) {
      for (const one of states) {
        expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
        for (const branch of one.branches) {
          expect(branch.x + branch.placed.width <= one.width && branch.y + branch.placed.height <= one.height).toBe(true);
        }
        for (const other of states) {
          const apart = one === other || one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y;
          expect(apart, `${one.state.name} lies on ${other.state.name}`).toBe(true);
        }
      }
    }
  });

  it.each(Object.entries(machines))("%s leads every way from its state to its state", (_, definition) => {
    for (const level of levels(place(regionOf(definition), wide))) {
      const box = new Map(level.states.map((each) => [each.state.name, each]));
      const touches = (name: string, point?: { x: number; y: number }) => {
        const at = box.get(name);
        return at && point && point.x >= at.x - 1 && point.x <= at.x + at.width + 1 && point.y >= at.y - 1 && point.y <= at.y + at.height + 1;
      };
      for (const { way, points } of level.ways) {
        if (way === null) continue;
        expect(touches(way.from, points[0]) && touches(way.to, points.at(-1)), `${way.from} → ${way.to}`).toBe(true);
      }
    }
  });

  it("knows which ways are for errors", () => {
    const flow = regionOf({ StartAt: "A", States: { A: { Type: "Task", Next: "B", Catch: [{ Next: "B" }, { Next: "C" }] }, B: { Type: "Pass", End: true }, C: { Type: "Fail" } } });
    expect(flow.ways).toEqual([
      { from: "A", to: "B", kind: "next" },
      { from: "A", to: "B", kind: "catch" },
      { from: "A", to: "C", kind: "catch" },
    ]);
  });
});

describe("a run", () => {
  const flow = regionOf({ StartAt: "A", States: { A: { Type: "Task", Next: "B", Catch: [{ Next: "C" }] }, B: { Type: "Pass", End: true }, C: { Type: "Fail" } } });
  const step = (name: string, status: "SUCCEEDED" | "CAUGHT" | "FAILED") => ({ name, status, enteredAt: "2026-01-01T00:00:00Z", failures: [] });

  it("goes the way after an error when there was one, and no other", () => {
    const run = runOf(flow, [step("A", "CAUGHT"), step("C", "FAILED")]);
    expect(flow.ways.filter(run.taken)).toEqual([{ from: "A", to: "C", kind: "catch" }]);
    expect(run.outcomes.get("B")).toBeUndefined();
  });

  it("counts how often it came by", () => expect(runOf(flow, [step("A", "SUCCEEDED"), step("A", "SUCCEEDED")]).visits.get("A")).toBe(2));
});

describe("the line of times", () => {
  it("cuts a long wait short, and leaves what is short to be seen", () => {
    const { at, cuts } = scaleOf([{ from: 0, to: 200 }, { from: 200, to: 172_800_200 }, { from: 172_800_200, to: 172_800_400 }]);
    expect(cuts).toEqual([{ from: 200, to: 172_800_200 }]);
    expect([at(0), at(200), at(172_800_200), at(172_800_400)].map((each) => Number(each.toFixed(3)))).toEqual([0, 0.45, 0.55, 1]);
  });

  it("cuts nothing of what is short, and holds for one moment too", () => {
    expect(scaleOf([{ from: 0, to: 10 }, { from: 10, to: 900 }]).cuts).toEqual([]);
    expect(scaleOf([{ from: 5, to: 5 }]).at(5)).toBe(0);
    expect(scaleOf([]).at(5)).toBe(0);
  });
});
