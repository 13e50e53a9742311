"""The whole bank as something that can be simulated."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING
from unittest.mock import patch

import bcrypt
from jinja2 import Environment

from chalicelib.fraud import screening
from chalicelib.fraud.decisions import hash_of
from chalicelib.fraud.shipped import SHIPPED
from chalicelib.operations import store as operations
from chalicelib.platform import observability
from chalicelib.transfers.operations import make_transfer
from simulation.bank.errands import fixed_seeds, of_seed
from simulation.bank.town import Town, furnish
from simulation.scenarios import Played, Scenario
from simulation.sites import sites

if TYPE_CHECKING:
    from simulation.world import World

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_compile = Environment.compile
_compiled: dict[tuple[str, str | None], CodeType] = {}
_OF_BCRYPT = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def play(world: "World") -> Played:
    with furnished(world) as town:
        return Played(town.play(), town.counts)


def play_errand(world: "World") -> Played:
    errand, calm = of_seed(world.seed)
    with furnished(world, on_errands=True) as town:
        return Played(town.play_errand(errand, calm=calm), town.counts)


@contextmanager
def furnished(world: "World", *, on_errands: bool = False) -> Iterator[Town]:
    """A bank that has opened its door, in a world that was entered."""
    # Metrics are printed, whatever the level of the log, whose keys nobody reads here; bcrypt asks the system itself for its salts; a
    # template is compiled anew by each process, which would be a seventh of the time here. Three people are no crowd: in some runs a
    # turn that does not come at once counts as one that does not come.
    with (
        patch.multiple(observability.metrics, add_metric=_unheard, add_dimension=_unheard, flush_metrics=_unheard),
        patch.multiple(observability.logger, append_keys=_unheard, clear_state=_unheard),
        patch.object(bcrypt, "gensalt", _salt),
        patch.object(bcrypt, "checkpw", cache(bcrypt.checkpw)),
        patch.object(Environment, "compile", _compiled_once),
        patch.object(
            make_transfer, "IN_LINE_SECONDS", world.decisions.pick("a turn comes within", (make_transfer.IN_LINE_SECONDS, 0.01))
        ),
        patch.object(operations, "ThreadPoolExecutor", _OneByOne),
        patch.dict(screening._BODIES, {hash_of(SHIPPED): SHIPPED}, clear=True),  # a process that knows no others yet
    ):
        furnish(world)
        yield Town(world, on_errands=on_errands)


class _OneByOne(nullcontext[None]):
    """A pool without threads, of which there are none in here."""

    def __enter__(self) -> "_OneByOne":  # type: ignore[override]
        return self

    map = staticmethod(map)


def _unheard(*what: object, **more: object) -> None:
    """For those who are told what nobody reads."""


def _compiled_once(by: Environment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
    if (source, name) not in _compiled:
        _compiled[source, name] = _compile(by, source, name, filename)
    return _compiled[source, name]


def _salt(rounds: int) -> bytes:
    """As bcrypt's own, of the run's bytes."""
    text = base64.b64encode(os.urandom(16)).rstrip(b"=")
    return b"$2b$%02d$" % rounds + text.translate(bytes.maketrans(_ALPHABET, _OF_BCRYPT))


# The first ones, and those that notice a guard which these do not.
_NOTICING = (28, 33, 45, 64, 78, 83, 85, 95, 840123)
BANK = Scenario("bank", play, sites, fixed=(*range(26), *_NOTICING))
ERRANDS = Scenario("errands", play_errand, sites, fixed=fixed_seeds())
