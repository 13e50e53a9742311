/** The browser's locks, which happy-dom has not: one holder at a time, the others in the order they came. */

type Hold = () => Promise<unknown>;

export function stubLocks(): void {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, ...told: [Hold] | [{ signal: AbortSignal }, Hold]) => {
    const hold = told.at(-1) as Hold;
    const turn = last.then(() => (told.length === 2 && told[0].signal.aborted ? undefined : hold()));
    last = turn.catch(() => undefined);
    return turn;
  };
  Object.defineProperty(navigator, "locks", { configurable: true, value: { request } });
}
