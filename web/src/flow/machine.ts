/** A state machine as it is drawn: from its definition in Amazon States Language to states, ways and branches. */

export interface Definition {
  StartAt: string;
  States: Record<string, AslState>;
}

interface AslState {
  Type: string;
  Comment?: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  Retry?: { MaxAttempts?: number }[];
  Branches?: Definition[];
  ItemProcessor?: Definition;
  Iterator?: Definition;
}

/** `catch` is the way after an error that is known; the others are those that all goes well by. */
export interface Way {
  from: string;
  to: string;
  kind: "next" | "catch";
}

export interface State {
  name: string;
  type: string;
  comment?: string;
  /** Whether some error is tried again before it counts. */
  retries: boolean;
  /** Whether the flow, or its branch, is over behind it. */
  ends: boolean;
  branches: Region[];
}

/** The states of one level: of the whole flow, or of one branch of a state. */
export interface Region {
  start: string;
  states: State[];
  ways: Way[];
}

export function regionOf(definition: Definition): Region {
  const entries = Object.entries(definition.States);
  return { start: definition.StartAt, states: entries.map(stateOf), ways: distinct(entries.flatMap(waysOf)) };
}

function stateOf([name, state]: [string, AslState]): State {
  const inner = [...(state.Branches ?? []), ...[state.ItemProcessor ?? state.Iterator].filter((each) => each !== undefined)];
  return {
    name,
    type: state.Type,
    comment: state.Comment,
    retries: (state.Retry ?? []).some((each) => each.MaxAttempts !== 0),
    ends: state.End === true || state.Type === "Succeed" || state.Type === "Fail",
    branches: inner.map(regionOf),
  };
}

function waysOf([from, state]: [string, AslState]): Way[] {
  const next = [state.Next, ...(state.Choices ?? []).map((each) => each.Next), state.Default].filter((to) => to !== undefined);
  const caught = (state.Catch ?? []).map((each) => each.Next);
  return [...next.map((to): Way => ({ from, to, kind: "next" })), ...caught.map((to): Way => ({ from, to, kind: "catch" }))];
}

function distinct(ways: Way[]): Way[] {
  return [...new Map(ways.map((way) => [`${way.kind} ${way.from} ${way.to}`, way])).values()];
}

/** Every region, the whole flow first. */
export function regionsOf(region: Region): Region[] {
  return [region, ...region.states.flatMap((state) => state.branches.flatMap(regionsOf))];
}
