"""What an errand is, and all of them by number. A new one is a generator in one of the modules beside this one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

Steps = Callable[["Person"], Iterator[Want]]
_DRAWS, _CALM = 10, 5  # of each errand, and how many of them are in calm weather


@dataclass(frozen=True)
class Errand:
    """What one person wants, one want after the other. Its `fixed` draws always run: a seed is its number and the draw."""

    number: int
    told: str
    steps: Steps
    fixed: tuple[int, ...]


ERRANDS: dict[int, Errand] = {}


def errand(number: int, *fixed: int) -> Callable[[Steps], Steps]:
    """Registers an errand under a number of its own; `fixed` are the draws that always run, the first where none is named."""

    def register(steps: Steps) -> Steps:
        assert number not in ERRANDS, f"there is an errand {number}"
        ERRANDS[number] = Errand(number, steps.__name__.replace("_", " "), steps, fixed or (0,))
        return steps

    return register


def of_seed(seed: int) -> tuple[Errand, bool]:
    """Which errand a seed plays, and whether in calm weather."""
    number, draw = divmod(seed, _DRAWS)
    found = ERRANDS.get(number) or list(ERRANDS.values())[number % len(ERRANDS)]
    return found, draw < _CALM


def fixed_seeds() -> tuple[int, ...]:
    return tuple(each.number * _DRAWS + draw for each in ERRANDS.values() for draw in each.fixed)
