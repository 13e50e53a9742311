/**
 * Lines and bars of amounts. Places are computed from BigInt minor units; labels are text beside the drawing, so that they
 * keep their size. What it shows is told in words by `label`, and the page has the same figures as a list.
 */

import type { ReactNode } from "react";

const WIDTH = 600;
const HEIGHT = 200;
const STEPS = 100_000n;

/** Where an amount lies between nothing and the highest, from the bottom. */
function height(minor: bigint, highest: bigint): number {
  return highest > 0n ? (Number((minor * STEPS) / highest) / Number(STEPS)) * HEIGHT : 0;
}

const highestOf = (values: bigint[]) => values.reduce((most, each) => (each > most ? each : most), 0n);

interface Told {
  label: string;
  top: ReactNode;
  ends: [start: ReactNode, end: ReactNode];
  legend: { name: string; value?: ReactNode }[];
}

function Frame({ label, top, ends, legend, children }: Told & { children: ReactNode }) {
  return (
    <figure className="chart">
      <ul className="legend">
        {legend.map(({ name, value }, series) => (
          <li key={name}>
            <span className={`swatch series-${series}`} aria-hidden="true" />
            {name} {value}
          </li>
        ))}
      </ul>
      <span className="soft small">{top}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {children}
        <line className="axis" x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <div className="row apart soft small">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </figure>
  );
}

export interface Series {
  points: { at: number; minor: bigint }[];
  dashed?: boolean;
  filled?: boolean;
}

export function LineChart({ series, ...told }: Told & { series: Series[] }) {
  const all = series.flatMap((each) => each.points);
  const highest = highestOf(all.map((each) => each.minor));
  const [first, last] = [Math.min(...all.map((each) => each.at)), Math.max(...all.map((each) => each.at))];
  const place = ({ at, minor }: { at: number; minor: bigint }) =>
    `${last > first ? ((at - first) / (last - first)) * WIDTH : 0},${HEIGHT - height(minor, highest)}`;
  return (
    <Frame {...told}>
      {series.map(({ points, dashed, filled }, index) => {
        const path = `M${points.map(place).join("L")}`;
        const [start, end] = [points[0], points.at(-1)];
        return (
          <g key={index} className={`series-${index}`}>
            {filled && start && end && <path className="area" d={`${path}L${place({ at: end.at, minor: 0n })}L${place({ at: start.at, minor: 0n })}Z`} />}
            <path className={dashed ? "path dashed" : "path"} d={path} vectorEffect="non-scaling-stroke" />
          </g>
        );
      })}
    </Frame>
  );
}

/** One bar for each entry, its parts one on the other. */
export function BarChart({ bars, ...told }: Told & { bars: bigint[][] }) {
  const highest = highestOf(bars.map((parts) => parts.reduce((sum, each) => sum + each, 0n)));
  const room = WIDTH / Math.max(bars.length, 1);
  const gap = Math.min(room * 0.25, 6);
  return (
    <Frame {...told}>
      {bars.map((parts, bar) => {
        let below = 0;
        return parts.map((minor, part) => {
          const tall = height(minor, highest);
          below += tall;
          return <rect key={`${bar}-${part}`} className={`bar series-${part}`} x={bar * room + gap / 2} width={room - gap} y={HEIGHT - below} height={tall} />;
        });
      })}
    </Frame>
  );
}
