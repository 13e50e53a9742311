"""Which calls met which faults: a run of seeds says what it reached, and what it never did."""

from collections import Counter


class Coverage:
    """Counts by call site, which is the function of the bank that makes the call, and the call."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.faults: Counter[tuple[str, str]] = Counter()  # (site, fault)
        self.phases: Counter[tuple[str, str]] = Counter()  # (site, "before" or "after")

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
