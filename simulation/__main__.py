"""`make simulate`: plays seeds, and tells the story of the first that fails.

SCENARIO=ledger, errands or bank, SEEDS=how many from START on, MINUTES=for how long instead, MONTHS=how long each of them lasts in there,
SEED=one to tell, whatever becomes of it. COVERAGE=how many of a hundred pairs of call site and before or after must be reached.
"""

import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from functools import partial

from simulation import scenarios
from simulation.run import Run, run, timed
from simulation.shrink import shrink
from simulation.telling import Summary, story

_EVERY_SECONDS = 5.0


def main() -> int:
    name, months = os.environ.get("SCENARIO") or "ledger", float(os.environ.get("MONTHS") or 2)
    if os.environ.get("SEED"):
        return _tell(name, int(os.environ["SEED"]), months)
    start = int(os.environ.get("START") or 0)
    minutes = float(os.environ.get("MINUTES") or 0)
    seeds = itertools.count(start) if minutes else range(start, start + int(os.environ.get("SEEDS") or 1000))
    summary, began = Summary(), time.monotonic()
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for each in _progress(pool.imap_unordered(partial(timed, name, months), seeds, chunksize=10), summary, began):
            summary.add(each)
            if minutes and time.monotonic() - began > minutes * 60:
                break
    sites, least = dict(scenarios.named(name).sites()), float(os.environ.get("COVERAGE") or 0)
    print("\n".join(summary.lines(sites)))
    if few := 100 * summary.share(sites) < least:
        print(f"\nThat is too few: {least:g} % must be reached.")
    if summary.failed:
        print(f"\nSeeds that failed: {' '.join(map(str, sorted(summary.failed)[:20]))}\n")
        _tell(name, min(summary.failed), months)
    return 1 if summary.failed or few else 0


def _progress(runs: Iterator[tuple[Run, float]], summary: Summary, began: float) -> Iterator[Run]:
    last = began
    for each, seconds in runs:
        summary.seconds += seconds
        yield each
        if time.monotonic() - last > _EVERY_SECONDS:
            last = time.monotonic()
            print(f"  {summary.seeds:,} seeds in {last - began:.0f} s, {len(summary.failed)} failed", flush=True)


def _tell(name: str, seed: int, months: float) -> int:
    scenario = scenarios.named(name)
    played = run(scenario, seed, months=months)
    if played.failure is not None:
        print(f"Seed {seed} breaks: {played.failure}. Its shortest story that does:\n", flush=True)
        shortest = shrink(played, lambda dull: run(scenario, seed, dull, months=months))
        played = shortest.run
        if shortest.stopped:
            print(f"({shortest.stopped}: a shorter one may be found)\n")
    print("\n".join(story(played)))
    print(f"\nSeed {seed} ends {'broken' if played.failure else 'well'}, digest {played.digest[:16]}")
    return 1 if played.failure else 0


if __name__ == "__main__":
    sys.exit(main())
