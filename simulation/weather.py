"""How often what goes wrong: drawn per seed, so that some runs know one fault only, some many, and some a storm."""

from typing import TYPE_CHECKING, Any

from simulation.coverage import Coverage
from simulation.faults import FAULTS, Attempt, Fault

if TYPE_CHECKING:
    from simulation.world import World

_PRESENT, _RAREST, _STEADIEST, _STORM = 0.35, 0.004, 0.12, 0.5


class Weather:
    def __init__(self, world: "World") -> None:
        decisions = world.decisions
        self._world = world
        self.coverage = Coverage()
        self.calm = False
        self.slowest = decisions.between("weather / slowest call", 0.004, 0.4)
        self._rates = {name: self._rate(name) for name in FAULTS}
        self._storms = []
        for number in range(decisions.pick("weather / storms", (0, 0, 1, 1, 3))):
            begin = decisions.fraction(f"weather / storm {number} begins") * 120
            lasts = decisions.between(f"weather / storm {number} lasts", 1, 60)
            start = world.scheduler.time()
            self._storms.append((start + begin, start + begin + lasts))

    def _rate(self, what: str) -> float:
        decisions = self._world.decisions
        if not decisions.happens(f"weather / {what}", _PRESENT):
            return 0.0
        return decisions.between(f"weather / {what} how often", _RAREST, _STEADIEST)

    def likely(self, what: str) -> float:
        """How likely something is now, from 0 to 1."""
        if what not in self._rates:
            self._rates[what] = self._rate(what)
        rate = self._rates[what]
        if self.calm or not rate:
            return 0.0
        now = self._world.scheduler.time()
        return max(rate, _STORM) if any(begin <= now < end for begin, end in self._storms) else rate

    def strike(self, attempt: Attempt) -> Any:
        """Performs the attempt in this weather."""
        fault = self._fault(attempt)
        if fault is None:
            self.coverage.call(attempt.site)
            return attempt.apply()
        self._world.tell(f"{attempt.site} {fault.told}")
        try:
            return fault.strike(attempt)
        finally:
            self.coverage.struck(attempt.site, fault.name, after=attempt.applied)

    def _fault(self, attempt: Attempt) -> Fault | None:
        chance = self._world.decisions.fraction(f"{attempt.name} meets")
        for name, fault in FAULTS.items():
            likely = self.likely(name)
            if not likely or not fault.meets(attempt):
                continue
            if chance < likely:
                return fault if self._world.decisions.happens(f"{attempt.name} meets {name}", 1.0) else None
            chance -= likely
        return None
