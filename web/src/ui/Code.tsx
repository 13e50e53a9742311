/** A value as a machine writes it, folded up until somebody wants to see it. Text that is JSON is laid out. */

export function Code({ label, value, open = false }: { label: string; value: unknown; open?: boolean }) {
  return (
    <details className="code" open={open}>
      <summary>{label}</summary>
      <pre tabIndex={0}>{laidOut(value)}</pre>
    </details>
  );
}

function laidOut(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2) ?? "";
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

/** Why something failed, in the words of whoever failed: a function's answer is JSON, and its message says most. */
export function reasonOf(cause: string): string {
  try {
    const message = (JSON.parse(cause) as { errorMessage?: unknown } | null)?.errorMessage;
    return typeof message === "string" ? message : cause;
  } catch {
    return cause;
  }
}
