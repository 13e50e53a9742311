"""Which calls met which faults: a run of seeds says what it reached, and what it never did."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Coverage:
    """Counts by call site, which is the function of the bank that makes the call, and the call."""

    calls: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)  # (site, fault)
    phases: Counter[tuple[str, str]] = field(default_factory=Counter)  # (site, "before" or "after")

    def call(self, site: str) -> None:
        self.calls[site] += 1

    def struck(self, site: str, fault: str, *, after: bool) -> None:
        self.calls[site] += 1
        self.faults[site, fault] += 1
        self.phases[site, "after" if after else "before"] += 1

    def add(self, other: "Coverage") -> None:
        self.calls += other.calls
        self.faults += other.faults
        self.phases += other.phases

    def against(self, sites: dict[str, bool]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Of the pairs there are, those that a fault reached and those that none did. A read has no after: to lose its
        answer is not to have read."""
        pairs = [(site, phase) for site, writes in sites.items() for phase in (("before", "after") if writes else ("before",))]
        met = {(site.rpartition(" ")[0], phase) for site, phase in self.phases}
        return [pair for pair in pairs if pair in met], [pair for pair in pairs if pair not in met]
