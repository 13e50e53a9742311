"""The whole bank as something that can be simulated."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

import bcrypt

from chalicelib.platform import observability
from simulation.bank.town import Town, furnish
from simulation.scenarios import Played, Scenario
from simulation.sites import sites

if TYPE_CHECKING:
    from simulation.world import World

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OF_BCRYPT = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def play(world: "World") -> Played:
    with furnished(world) as town:
        return Played(town.play(), town.counts)


@contextmanager
def furnished(world: "World") -> Iterator[Town]:
    """A bank that has opened its door, in a world that was entered."""
    # Metrics are printed, whatever the level of the log; bcrypt asks the system itself for its salts.
    with patch.object(observability, "metrics"), patch.object(bcrypt, "gensalt", _salt):
        furnish(world)
        yield Town(world)


def _salt(rounds: int) -> bytes:
    """As bcrypt's own, of the run's bytes."""
    text = base64.b64encode(os.urandom(16)).rstrip(b"=")
    return b"$2b$%02d$" % rounds + text.translate(bytes.maketrans(_ALPHABET, _OF_BCRYPT))


BANK = Scenario("bank", play, sites)
