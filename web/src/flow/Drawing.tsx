/**
 * A flow as a graph: ways down the page, those after an error dotted. With a run, each state says what became of it by a
 * mark, the line around it and a word. The same is there as a nested list for who does not see it.
 */

import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useWords } from "../i18n/words";
import { type PlacedState, type Placed, type Point, DOT, HEIGHT, place } from "./layout";
import { type Region, type State, type Way, regionOf, type Definition } from "./machine";
import { type Outcome, type Run, type Step, runOf } from "./run";
import "../styles/flow.css";
import { texts } from "./words";

const MARKS: Record<Outcome, string> = { SUCCEEDED: "✓", CAUGHT: "↷", FAILED: "✕", OPEN: "…" };
const [NAME_PX, WORD_PX, ROOM_PX] = [9, 7, 32];
const ROUND = 12;

export function Drawing({ name, definition, steps }: { name: string; definition: Definition; steps?: readonly Step[] }) {
  const say = useWords(texts);
  const flow = useMemo(() => regionOf(definition), [definition]);
  const run = useMemo(() => (steps ? runOf(flow, steps) : null), [flow, steps]);
  const words = useMemo(() => wordsOf(say, run), [say, run]);
  const placed = useMemo(
    () => place(flow, (state) => ROOM_PX + Math.max(state.name.length * NAME_PX, words(state).length * WORD_PX)),
    [flow, words],
  );
  const drawing = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = drawing.current;
    if (frame) frame.scrollLeft = placed.start.x - frame.clientWidth / 2; // where it begins, in the middle of a narrow screen
  }, [placed]);
  return (
    <div className="stack">
      <div className="drawing" ref={drawing} tabIndex={0} role="region" aria-label={say.drawing(name)}>
        <svg width={placed.width} height={placed.height} viewBox={`0 0 ${placed.width} ${placed.height}`} aria-hidden="true">
          <defs>
            {(["plain", "taken"] as const).map((kind) => (
              <marker key={kind} id={`tip-${kind}`} className={`tip ${kind}`} viewBox="0 0 10 10" refX={9} refY={5} markerWidth={9} markerHeight={9} markerUnits="userSpaceOnUse" orient="auto">
                <path d="M0 1 9 5 0 9Z" />
              </marker>
            ))}
          </defs>
          <Level placed={placed} run={run} words={words} />
        </svg>
        <div className="visually-hidden">
          <p>{say.outline(name)}</p>
          <Outline region={flow} words={words} />
        </div>
      </div>
      <ul className="legend" aria-hidden="true">
        <Way className="way" text={say.legendNext} />
        <Way className="way catch" text={say.legendCatch} />
        {run && <Way className="way taken" text={say.legendTaken} />}
      </ul>
    </div>
  );
}

function Way({ className, text }: { className: string; text: string }) {
  return (
    <li>
      <svg width={34} height={8}>
        <path className={className} d="M0 4H34" />
      </svg>
      {text}
    </li>
  );
}

/** The second line of a state: what became of it, or what it is. */
function wordsOf(say: (typeof texts)["en"], run: Run | null) {
  return (state: State): string => {
    const again = state.retries ? [`↻ ${say.retries}`] : [];
    if (run === null) return [state.type, ...again].join(" · ");
    const outcome = run.outcomes.get(state.name);
    if (outcome === undefined) return say.UNREACHED;
    const [visits, failed] = [run.visits.get(state.name) ?? 0, run.failed.get(state.name) ?? 0];
    return [
      `${MARKS[outcome]} ${say[outcome]}`,
      ...(visits > 1 ? [say.times(visits)] : []),
      ...(failed ? [`↻ ${say.failedTries(failed)}`] : []),
    ].join(" · ");
  };
}

interface Told {
  run: Run | null;
  words: (state: State) => string;
}

function Level({ placed, run, words }: Told & { placed: Placed }): ReactNode {
  return (
    <>
      {placed.ways.map(({ way, points }, index) => (
        <Line key={index} way={way} points={points} run={run} />
      ))}
      <circle className="dot" cx={placed.start.x} cy={placed.start.y} r={DOT} />
      {placed.end && <circle className="dot end" cx={placed.end.x} cy={placed.end.y} r={DOT - 2} />}
      {placed.states.map((each) => (
        <Box key={each.state.name} at={each} run={run} words={words} />
      ))}
    </>
  );
}

function Line({ way, points, run }: { way: Way | null; points: Point[]; run: Run | null }) {
  const taken = way !== null && (run?.taken(way) ?? false);
  const kind = taken ? "taken" : "plain";
  return <path className={["way", way?.kind === "catch" && "catch", taken && "taken"].filter(Boolean).join(" ")} d={bent(points)} markerEnd={`url(#tip-${kind})`} />;
}

/** Straight pieces with round bends. */
function bent(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const middle = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
  const pieces = rest.slice(0, -1).map((point, index) => {
    const to = middle(point, rest[index + 1] as Point);
    return `Q${point.x} ${point.y} ${to.x} ${to.y}`;
  });
  const last = rest.at(-1) ?? first;
  return `M${first.x} ${first.y}${pieces.join("")}L${last.x} ${last.y}`;
}

function Box({ at, run, words }: Told & { at: PlacedState }) {
  const { state, x, y, width, height, branches } = at;
  const outcome = run ? (run.outcomes.get(state.name) ?? "UNREACHED") : "PLAIN";
  return (
    <g transform={`translate(${x} ${y})`} className={`state ${outcome.toLowerCase()}`}>
      <rect width={width} height={height} rx={ROUND} />
      {state.comment && <title>{state.comment}</title>}
      <text x={width / 2} y={HEIGHT / 2 - 5} className="name">
        {state.name}
      </text>
      <text x={width / 2} y={HEIGHT / 2 + 14} className="word">
        {words(state)}
      </text>
      {branches.map((branch, index) => (
        <g key={index} transform={`translate(${branch.x} ${branch.y})`}>
          <rect className="branch" width={branch.placed.width} height={branch.placed.height} rx={ROUND} />
          <Level placed={branch.placed} run={run} words={words} />
        </g>
      ))}
    </g>
  );
}

/** The same in words: each state, what became of it, and where it leads. */
function Outline({ region, words }: { region: Region; words: (state: State) => string }) {
  const say = useWords(texts);
  const targets = (name: string, kind: Way["kind"]) => region.ways.filter((way) => way.from === name && way.kind === kind).map((way) => way.to);
  return (
    <>
      <p>
        {say.starts} {region.start}
      </p>
      <ul>
        {region.states.map((state) => {
          const [next, caught] = [targets(state.name, "next"), targets(state.name, "catch")];
          return (
            <li key={state.name}>
              {state.name}: {words(state)}. {next.length > 0 && `${say.then} ${next.join(", ")}. `}
              {caught.length > 0 && `${say.onError} ${caught.join(", ")}. `}
              {state.ends && say.end}
              {state.branches.length > 0 && (
                <ol>
                  {state.branches.map((branch, index) => (
                    <li key={index}>
                      {say.branch(index + 1)} <Outline region={branch} words={words} />
                    </li>
                  ))}
                </ol>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
