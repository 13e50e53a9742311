/**
 * Where everything of a flow lies. Each branch is laid out by itself, and stands in its state as a box of that size: a
 * layout of all at once cannot lead a way to a group, and would draw one that does not exist.
 */

import { Graph, layout as dagre } from "@dagrejs/dagre";
import type { Region, State, Way } from "./machine";

export interface Point {
  x: number;
  y: number;
}

export interface PlacedState {
  state: State;
  /** The upper left corner, within the region. */
  x: number;
  y: number;
  width: number;
  height: number;
  branches: { x: number; y: number; placed: Placed }[];
}

export interface Placed {
  width: number;
  height: number;
  states: PlacedState[];
  ways: { way: Way | null; points: Point[] }[];
  /** Where it begins, and where it ends if anywhere. */
  start: Point;
  end: Point | null;
}

export const HEIGHT = 54;
export const DOT = 7;
const MARGIN = 12;
const GAP = 20;
const START = "\0start";
const END = "\0end";

interface Box extends Pick<PlacedState, "width" | "height" | "branches"> {
  state: State;
}

/** `widthOf` says how wide the words of a state are. */
export function place(region: Region, widthOf: (state: State) => number): Placed {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 32, edgesep: 16, ranksep: 44, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const boxes = new Map(region.states.map((state) => [state.name, boxOf(state, widthOf)]));
  for (const [name, { width, height }] of boxes) graph.setNode(name, { width, height });
  const ends = region.states.filter((state) => state.ends && state.type !== "Fail");
  graph.setNode(START, { width: 2 * DOT, height: 2 * DOT });
  graph.setEdge(START, region.start, {}, "start");
  if (ends.length) graph.setNode(END, { width: 2 * DOT, height: 2 * DOT });
  for (const { name } of ends) graph.setEdge(name, END, {}, "end");
  region.ways.forEach((way, index) => graph.setEdge(way.from, way.to, { weight: way.kind === "next" ? 4 : 1 }, String(index)));
  dagre(graph);

  const at = (name: string): Point => ({ x: graph.node(name).x ?? 0, y: graph.node(name).y ?? 0 });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    start: at(START),
    end: ends.length ? at(END) : null,
    states: [...boxes].map(([name, box]) => ({ ...box, x: at(name).x - box.width / 2, y: at(name).y - box.height / 2 })),
    ways: graph.edges().map((edge) => ({
      way: /^\d+$/.test(edge.name ?? "") ? (region.ways[Number(edge.name)] ?? null) : null,
      points: (graph.edge(edge) as { points: Point[] }).points,
    })),
  };
}

function boxOf(state: State, widthOf: (state: State) => number): Box {
  const own = widthOf(state);
  if (state.branches.length === 0) return { state, width: own, height: HEIGHT, branches: [] };
  const inside = state.branches.map((branch) => place(branch, widthOf));
  let x = GAP / 2;
  const branches = inside.map((placed) => {
    const there = { x, y: HEIGHT, placed };
    x += placed.width + GAP / 2;
    return there;
  });
  return { state, width: Math.max(own, x), height: HEIGHT + Math.max(...inside.map((each) => each.height)) + GAP / 2, branches };
}
