/** One tab of those in sight does what is enough to be done once, such as asking again and again; the others wait for its word. */

import { useEffect, useState } from "react";

const LOCK = "inferno-elected";

/** Whether it is this tab. It hands over when it is hidden or closed. */
export function useElected(stands: boolean): boolean {
  const [elected, setElected] = useState(false);
  useEffect(() => {
    if (!stands) return;
    let stop = new AbortController();
    const leave = () => {
      stop.abort();
      setElected(false);
    };
    const stand = () => {
      leave();
      if (document.hidden) return;
      const { signal } = (stop = new AbortController());
      const hold = () =>
        new Promise<void>((handOver) => {
          signal.addEventListener("abort", () => handOver());
          setElected(true);
        });
      navigator.locks.request(LOCK, { signal }, hold).catch(() => undefined); // gave up waiting
    };
    stand();
    document.addEventListener("visibilitychange", stand);
    return () => {
      document.removeEventListener("visibilitychange", stand);
      leave();
    };
  }, [stands]);
  return elected;
}
