"""Which calls met which faults: a run of seeds says what it reached, and what it never did."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from simulation.faults import FAULTS
from simulation.sites import is_of


@dataclass
class Coverage:
    """Counts by call site: the function of the bank that makes the call, and the call."""

    calls: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)  # (site, fault)
    phases: Counter[tuple[str, str]] = field(default_factory=Counter)  # (site, "before" or "after")
    retried: Counter[str] = field(default_factory=Counter)  # by site: conflicts that whoever met them went on from

    def call(self, site: str) -> None:
        self.calls[site] += 1

    def struck(self, site: str, fault: str, *, after: bool) -> None:
        """Something went wrong at a site: with a call, or beside all calls, as in a queue."""
        self.faults[site, fault] += 1
        if fault in FAULTS:
            self.calls[site] += 1
            self.phases[site, "after" if after else "before"] += 1

    def add(self, other: "Coverage") -> None:
        self.calls += other.calls
        self.faults += other.faults
        self.phases += other.phases
        self.retried += other.retried

    def kinds(self) -> Counter[str]:
        """How often each kind of fault came."""
        found = Counter[str]()
        for (_, fault), times in self.faults.items():
            found[fault] += times
        return found

    def against(self, sites: dict[str, bool]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Of the pairs there are, those that a fault reached and those that none did. A read has no after: to lose its
        answer is not to have read."""
        pairs = [(site, phase) for site, writes in sites.items() for phase in (("before", "after") if writes else ("before",))]
        met = defaultdict(list)
        for made, phase in self.phases:
            met[made.partition(" ")[0], phase].append(made)
        reached, never = list[tuple[str, str]](), list[tuple[str, str]]()
        for site, phase in pairs:
            came = any(is_of(made, site) for made in met[site.partition(" ")[0], phase])
            (reached if came else never).append((site, phase))
        return reached, never
