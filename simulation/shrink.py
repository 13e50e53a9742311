"""Makes the story of a failing seed short: decision after decision is made dull, as long as the same still fails."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from simulation.run import Run

Play = Callable[[frozenset[str]], Run]
_MOST_RUNS, _MOST_SECONDS = 1500, 240.0  # of processor time
_ASKING = (" is made", " is wanted", " looks, too")  # of a ledger's people, and a bank's
# An item that is shown, unless it is an answer; ids, times and numbers.
_OF_ONE_RUN = re.compile(r"(?<!body=)\{.*\}|[\w.:+-]*\d[\w.:+-]*")


@dataclass(frozen=True)
class Shortest:
    """The shortest run that was found; `stopped` says why no shorter one was looked for."""

    run: Run
    stopped: str = ""


def shrink(failing: Run, play: Play, most_runs: int = _MOST_RUNS, most_seconds: float = _MOST_SECONDS) -> Shortest:
    """The same seed with as little happening as still breaks what was broken. `play` plays it with these decisions dull."""
    best = shortest = failing
    dull, runs, until = frozenset[str](), 0, time.process_time() + most_seconds
    while True:
        before = best
        for names in _groups(best):
            names = [name for name in names if name in best.decisions]
            if not names:
                continue
            if runs == most_runs or time.process_time() > until:
                return Shortest(shortest, f"stopped after {runs:,} runs")
            runs += 1
            tried = play(dull | frozenset(names))
            if same(tried.failure, failing.failure):
                best, dull = tried, dull | frozenset(names)
                shortest = min(best, shortest, key=lambda each: len(each.story))  # with less going wrong more may be done
        if best is before:
            return Shortest(shortest)


def same(one: str | None, other: str | None) -> bool:
    """Whether two failures say the same, but for ids and numbers: another fault's story would tell nothing of this one."""
    return one is not None and other is not None and _OF_ONE_RUN.sub("#", one) == _OF_ONE_RUN.sub("#", other)


def _groups(run: Run) -> Iterator[Sequence[str]]:
    """What to try to do without: what people ask for first, then the weather, then ever smaller parts of everything."""
    names = list(run.decisions)
    yield from _parts([name for name in names if name.endswith(_ASKING)])
    yield from ([name] for name in names if name.startswith("weather"))
    yield from _parts(names)


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """All of it, its halves, their halves, and so on down to each alone."""
    size = 2 * len(names)
    while size > 1:
        size = (size + 1) // 2
        yield from (names[at : at + size] for at in range(0, len(names), size))
