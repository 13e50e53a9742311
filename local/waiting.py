"""Waiting for what comes about elsewhere, with a limit."""

import time
from collections.abc import Callable
from typing import Literal, TypeVar

SECONDS = 60
_PAUSE_SECONDS = 0.05

Found = TypeVar("Found")


class NotInTime(Exception):
    """It did not come about in time; the message says what."""


def until(probe: Callable[[], Found | Literal[False] | None], what: str, seconds: float = SECONDS) -> Found:
    """The first true answer of `probe`. Raises NotInTime: `what` did not come within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := probe()):
        if time.monotonic() > deadline:
            raise NotInTime(f"{what} did not come within {seconds:g} seconds")
        time.sleep(_PAUSE_SECONDS)
    return found
