import type { ReactNode } from "react";

/** How much of a whole: `part` and `whole` of one unit, minor units or plain counts. */
export function Meter({ part, whole, label, children }: { part: bigint; whole: bigint; label: string; children?: ReactNode }) {
  const thousandths = whole > 0n ? Number((part < 0n ? 0n : part > whole ? whole : part) * 1000n / whole) : 0;
  return (
    <div className="stack tight">
      <div className="meter" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(thousandths / 10)}>
        <span style={{ width: `${thousandths / 10}%` }} />
      </div>
      {children}
    </div>
  );
}
