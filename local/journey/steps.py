"""What a journey tells while it is under way: a line for each step, how it ended and how long it took."""

import sys
import time

from ops.progress import say


class Steps:
    """Says each step, how far it is, and how long it took."""

    def __init__(self) -> None:
        self._number, self._started, self._what = 0, 0.0, ""

    def __call__(self, what: str) -> None:
        self._number += 1
        self._started, self._what = time.monotonic(), what
        if sys.stdout.isatty():
            print(f"  {self._number:>2}. {what} …", end="\r", flush=True)

    def progress(self, done: int, of: int) -> None:
        if sys.stdout.isatty():
            print(f"  {self._number:>2}. {self._what} … {done}/{of}", end="\r", flush=True)

    def done(self, result: str) -> None:
        took = time.monotonic() - self._started
        say(f"  {self._number:>2}. {self._what}: {result} ({took:.1f} s)")
