import { Copy } from "./Copy";

/** An id as staff read and copy it: all of it, in even letters. `short`, in a list, is its end; the rest shows over it. */
export function Id({ children, short = false }: { children: string; short?: boolean }) {
  const cut = short && children.length > SHORTENED;
  return (
    <span className="mono id" title={cut ? children : undefined}>
      {cut ? `··${children.slice(-END)}` : children}
    </span>
  );
}

/** An id as customers need it: its end to recognise it by, and all of it to paste. */
export function Reference({ id, label }: { id: string; label: string }) {
  return (
    <span className="reference">
      <Id short>{id}</Id>
      <Copy text={id} named={label} kinds={["plain"]} />
    </span>
  );
}

const [SHORTENED, END] = [20, 6];
