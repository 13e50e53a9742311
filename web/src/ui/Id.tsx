/** An id as staff read and copy it: all of it, in even letters. `short`, in a list, is its end; the rest shows over it. */
export function Id({ children, short = false }: { children: string; short?: boolean }) {
  const cut = short && children.length > SHORTENED;
  return (
    <span className="mono id" title={cut ? children : undefined}>
      {cut ? `··${children.slice(-END)}` : children}
    </span>
  );
}

const [SHORTENED, END] = [20, 6];
