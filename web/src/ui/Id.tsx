/** An id as staff read and copy it: all of it, in even letters. */
export function Id({ children }: { children: string }) {
  return <span className="mono id">{children}</span>;
}
