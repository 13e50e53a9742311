/**
 * Where moments lie on a line whose long stretches without news are cut short: what took milliseconds stays to be seen
 * beside a wait of days.
 */

export interface Span {
  from: number;
  to: number;
}

export interface Scale {
  /** Of a moment, where it lies from 0 to 1. */
  at: (moment: number) => number;
  /** What was cut short. */
  cuts: Span[];
}

const LONG_MS = 1000;
const MOST = 0.6;
const CUT_SHARE = 0.1;

export function scaleOf(spans: readonly Span[]): Scale {
  const moments = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((one, other) => one - other);
  const stretches = moments.slice(1).map((to, index): Span => ({ from: moments[index] as number, to }));
  const cuts = new Set<Span>();
  for (;;) {
    const rest = stretches.filter((each) => !cuts.has(each));
    const whole = rest.reduce((sum, each) => sum + length(each), 0);
    const longest = rest.reduce<Span | null>((most, each) => (most === null || length(each) > length(most) ? each : most), null);
    if (rest.length < 2 || longest === null || length(longest) < LONG_MS || length(longest) <= whole * MOST) break;
    cuts.add(longest);
  }
  const kept = stretches.filter((each) => !cuts.has(each)).reduce((sum, each) => sum + length(each), 0) || 1;
  const share = Math.min(CUT_SHARE, 0.5 / Math.max(cuts.size, 1));
  const room = 1 - cuts.size * share;
  const widthOf = (stretch: Span) => (cuts.has(stretch) ? share : (length(stretch) / kept) * room);
  const at = (moment: number) => {
    let place = 0;
    for (const stretch of stretches) {
      if (moment >= stretch.to) place += widthOf(stretch);
      else return moment <= stretch.from ? place : place + widthOf(stretch) * ((moment - stretch.from) / length(stretch));
    }
    return Math.min(place, 1);
  };
  return { at, cuts: stretches.filter((each) => cuts.has(each)) };
}

const length = ({ from, to }: Span) => to - from;
