"""What can be simulated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.world import World


@dataclass(frozen=True)
class Played:
    """What a run counted: how often something that must hold was looked at, and what became of what was asked."""

    checks: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Scenario:
    """`play` is one run; `sites` are the calls to AWS that it is to reach, and whether each writes; `fixed` are the seeds that
    always run."""

    name: str
    play: "Callable[[World], Played]"
    sites: Callable[[], Mapping[str, bool]]
    fixed: Sequence[int]


NAMES = ("ledger", "errands", "bank")


def named(name: str) -> Scenario:
    from simulation.bank import scenario as bank
    from simulation.ledger import scenario as ledger

    return {"ledger": ledger.LEDGER, "errands": bank.ERRANDS, "bank": bank.BANK}[name]
