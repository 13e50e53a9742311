"""Makes the story of a failing seed short: decision after decision is made dull, as long as it still fails."""

from collections.abc import Callable, Iterator, Sequence

from simulation.run import Run

Play = Callable[[frozenset[str]], Run]
_MOST_RUNS = 1500
_ASKING = (" is made", " is wanted", " looks, too")  # of a ledger's people, and a bank's


def shrink(failing: Run, play: Play) -> Run:
    """The same seed with as little happening as still breaks what was broken. `play` plays it with these decisions dull."""
    best, dull, runs = failing, frozenset[str](), 0
    while True:
        before = best
        for names in _groups(best):
            names = [name for name in names if name in best.decisions]
            if not names or runs >= _MOST_RUNS:
                continue
            runs += 1
            tried = play(dull | frozenset(names))
            if tried.failure is not None:
                best, dull = tried, dull | frozenset(names)
        if best is before or runs >= _MOST_RUNS:
            return best


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
