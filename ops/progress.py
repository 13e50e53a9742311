"""Visible progress: what is being done, and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS_BETWEEN_LINES = 0.5


class Counting:
    """Progress of work whose end nobody knows: at most two lines a second."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()

    def __call__(self, what: str, done: int) -> None:
        if time.monotonic() - self._told_at > _SECONDS_BETWEEN_LINES:
            self._told_at = time.monotonic()
            say(f"  {what:<16}{done:>12,}")


class Outcome:
    """What a step wants to have said about it."""

    note = ""


@contextmanager
def step(title: str) -> Iterator[Outcome]:
    """Prints the title at once, and the time and the outcome's note when the step is done."""
    outcome, started = Outcome(), time.monotonic()
    print(f"  {title:<34}", end="", flush=True)
    try:
        yield outcome
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - started:6.1f} s   {outcome.note}".rstrip(), flush=True)


def say(text: str = "") -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
