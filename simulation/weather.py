"""How often what goes wrong: drawn per seed, so that some runs know one fault only, some many, and some a storm.

Beside the weather a seed may take aim: a part of all call sites meets a fault at once and another at the next try, so that both its
sides are reached by one call. The later in a life a site is come to, the rarer it is, and the surer it is aimed at.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulation.coverage import Coverage
from simulation.faults import FAULTS, Attempt, Fault

if TYPE_CHECKING:
    from simulation.world import World

Aim = str | None | Callable[[], object]
_PRESENT, _RAREST, _STEADIEST, _STORM = 0.35, 0.004, 0.12, 0.8
_AIMED_AT, _AIMED_TRIES = (0.0, 0.3, 0.6), 2  # of all sites, by seed
# Of misfortune, in tries of one task: what nobody knows the end of, a crowd behind it, and then no connection for a while.
_LONGEST_SPELL = 60
_FIRST = ("late", "late", "answer lost", "done and broken", "conflict", "unanswered")
_THEN = ("conflict", "conflict", "conflict", "throttled", "unreachable", "broken")
_LAST, _LAST_TRIES = ("unreachable", "unanswered", "throttled"), (0, 3, 3, 6)
_MANY_SITES = 150  # as many as a life comes to


class Weather:
    def __init__(self, world: "World") -> None:
        decisions = world.decisions
        self._world = world
        self.coverage = Coverage()
        self.calm = False
        self.misfortune = 0.0  # how often a call is the first of several of its task that fail, one after the other
        self._spells: dict[str, tuple[str, ...]] = {}  # by task: what its next calls meet
        self.slowest = decisions.between("weather / slowest call", 0.004, 0.4)
        self._rates = {name: self._rate(name) for name in FAULTS}
        self._faults = {name: fault for name, fault in FAULTS.items() if self._rates[name]}
        self._likely_in_all = sum(self._rates.values())
        self._aimed_at = decisions.pick("weather / aims at", _AIMED_AT)
        self._met: dict[str, int] = {}  # how often each site was called
        self._rarity: dict[str, float] = {}
        self._aims: dict[str, list[Aim]] = {}
        self._conflicts: set[tuple[str, str]] = set()  # task and site: what met one, and was not tried again yet
        self._storms = [self._storm(number) for number in range(decisions.pick("weather / storms", (0, 0, 1, 1, 3)))]

    def _storm(self, number: int) -> tuple[float, float, str]:
        """From when to when, and what there is no end of meanwhile."""
        decisions, about = self._world.decisions, f"weather / storm {number}"
        begin = self._world.scheduler.time() + decisions.between(f"{about} begins", 0.01, 120)
        present = sorted(self._faults) or [""]
        return begin, begin + decisions.between(f"{about} lasts", 1, 300), decisions.pick(f"{about} of", present)

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
        return _STORM if what in self._storming() else rate

    def _storming(self) -> list[str]:
        """What there is no end of at the moment."""
        now = self._world.scheduler.time()
        return [kind for begin, end, kind in self._storms if begin <= now < end]

    def aim(self, site: str, *meets: Aim) -> None:
        """The next calls of a function of the bank, or of a machine's state, meet these, one after the other, be it calm or not. None
        lets one pass; what can be called is done while it is on its way, and it goes on as usual."""
        self._aims[site] = list(meets)

    def strike(self, attempt: Attempt) -> Any:
        """Performs the attempt in this weather."""
        if self._conflicts and (again := (attempt.whose, attempt.site)) in self._conflicts:
            self._conflicts.remove(again)
            self.coverage.retried[attempt.site] += 1
        fault = self._fault(attempt)
        if fault is None:
            self.coverage.call(attempt.site)
            return attempt.apply()
        if fault.name == "conflict":
            self._conflicts.add((attempt.whose, attempt.site))
        self._world.tell(f"  in {attempt.whose}, {attempt.site} {fault.told}")
        try:
            return fault.strike(attempt)
        finally:
            self.coverage.struck(attempt.site, fault.name, after=attempt.applied)

    def _fault(self, attempt: Attempt) -> Fault | None:
        if aims := self._aims.get(attempt.site.partition(" ")[0]):
            aim = aims.pop(0)
            if callable(aim):
                aim()
            return FAULTS[aim] if isinstance(aim, str) else None
        if aimed := self._aimed(attempt):
            return aimed
        if self.calm:
            return None
        if self.misfortune and (met := self._unlucky(attempt)):
            return met
        chance = self._world.decisions.fraction(f"{attempt.name} meets")
        if chance >= self._likely_in_all and not self._storming():
            return None
        for name, fault in self._faults.items():
            likely = self.likely(name)
            if not likely or not fault.meets(attempt):
                continue
            if chance < likely:
                return fault if self._world.decisions.happens(f"{attempt.name} meets {name}", 1.0) else None
            chance -= likely
        return None

    def _unlucky(self, attempt: Attempt) -> Fault | None:
        """What a call meets in a spell of misfortune of its task: one kind after the other."""
        decisions, about = self._world.decisions, f"{attempt.name} is unlucky"
        spell = self._spells.get(attempt.whose, ())
        if not spell:
            if not decisions.happens(about, self.misfortune):
                return None
            first = decisions.pick(f"{about}, first by", _FIRST)
            then = decisions.pick(f"{about}, then by", _THEN)
            last = decisions.pick(f"{about}, at last by", _LAST)
            spell = (first,) * decisions.pick(f"{about}, first", (1, 1, 2, 3))
            spell += (then,) * round(decisions.between(f"{about}, then", 1, _LONGEST_SPELL))
            spell += (last,) * decisions.pick(f"{about}, at last", _LAST_TRIES)
        met, *left = spell
        self._spells[attempt.whose] = tuple(left)
        return FAULTS[met] if FAULTS[met].meets(attempt) and decisions.happens(f"{about} by {met}", 1.0) else None

    def _aimed(self, attempt: Attempt) -> Fault | None:
        """The fault of a call that was aimed at: one of the first of its site."""
        number = self._met[attempt.site] = self._met.get(attempt.site, 0) + 1
        if self.calm or not self._aimed_at or number > _AIMED_TRIES:
            return None
        rarity = self._rarity.setdefault(attempt.site, len(self._met) / _MANY_SITES)
        decisions, about = self._world.decisions, f"weather / {attempt.site} is aimed at, {number}"
        if decisions.fraction(about) >= max(self._aimed_at, rarity):
            return None
        met = [fault for fault in FAULTS.values() if fault.meets(attempt)]
        found = met[int(decisions.fraction(f"{about} by") * len(met))]
        return found if decisions.happens(f"{about} by {found.name}", 1.0) else None
