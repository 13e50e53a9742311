"""What a person reads: the story of a failing seed, and the summary of many."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulation.coverage import Coverage
from simulation.faults import FAULTS
from simulation.run import Run
from simulation.unreached import why


def story(run: Run) -> Iterator[str]:
    """As a numbered list, with the time of day that it was in there."""
    day = ""
    for number, (at, what) in enumerate(run.story, start=1):
        moment = datetime.fromtimestamp(at, UTC)
        today = f"{moment:%a %d %b}"
        yield f"{number:3}. {today if today != day else '':10} {moment:%H:%M:%S}.{moment.microsecond // 1000:03}  {what}"
        day = today


@dataclass
class Summary:
    """Many runs, added up."""

    seeds: int = 0
    seconds: float = 0.0  # of processor time
    checks: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    coverage: Coverage = field(default_factory=Coverage)
    failed: list[int] = field(default_factory=list)

    def add(self, run: Run) -> None:
        self.seeds += 1
        self.coverage.add(run.coverage)
        if run.failure is not None:
            self.failed.append(run.seed)
        if run.played is not None:
            self.checks += run.played.checks
            self.counts.update(run.played.counts)

    def lines(self, sites: dict[str, bool]) -> Iterator[str]:
        """`sites` are the call sites there are, and whether each writes."""
        counts = self.counts
        minutes = self.seconds / 60
        yield (
            f"{self.seeds:,} seeds, {self.seeds / minutes:,.0f} a minute of processor time, or {counts['asked'] / 100 / minutes:,.0f} of a "
            f"hundred operations; {len(self.failed)} failed"
        )
        yield (
            f"asked {counts['asked']:,} times: {counts['accepted']:,} accepted, {counts['refused']:,} refused, "
            f"{counts['unknown']:,} unknown; {counts['in doubt']:,} requests in doubt, of which {counts['known then']:,} became known"
        )
        yield f"{self.checks:,} checks of what must hold"
        kinds = self.coverage.kinds()
        met = {name: kinds.pop(name, 0) for name in FAULTS}
        yield f"{sum(self.coverage.calls.values()):,} calls, {sum(met.values()):,} of them met a fault:"
        yield from (f"  {met[name]:8,}  {name}: a call {fault.told}" for name, fault in FAULTS.items())
        yield f"{sum(kinds.values()):,} times something else went wrong:"
        yield from (f"  {times:8,}  {name}" for name, times in sorted(kinds.items()))
        yield f"after {sum(self.coverage.retried.values()):,} conflicts it was tried again"
        reached, never = self.coverage.against(sites)
        yield f"{len(reached)} of {len(reached) + len(never)} pairs of call site and before or after were reached ({self.share(sites):.1%})"
        yield from (f"  never: {site}, {phase}: {why(site)}" for site, phase in never)

    def share(self, sites: dict[str, bool]) -> float:
        """How many of the pairs were reached, from 0 to 1."""
        reached, never = self.coverage.against(sites)
        return len(reached) / max(1, len(reached) + len(never))
