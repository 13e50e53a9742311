"""What chance decides in a run. Every decision has a name, and comes out by the seed and that name alone.

So two runs of a seed are the same, and a decision can be made dull without another one coming out differently: that is how a
failing run is shrunk to a short story. A dull decision is the one after which nothing happens: no fault, no wait, no request.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import TypeVar

Option = TypeVar("Option")
_RANGE = 2**64


class Decisions:
    """The decisions of one seed; those named in `dull` come out dull. `lively` lists, in order, those that did not, and how they came
    out: of options, which."""

    def __init__(self, seed: int, dull: Collection[str] = frozenset()) -> None:
        self._key = seed.to_bytes(8, "big")
        self._dull = frozenset(dull)
        self.lively: dict[str, object] = {}

    def bytes(self, name: str, size: int) -> bytes:
        """`size` bytes that no other name gives. They are never dull: ids and secrets are made of them."""
        blocks = (hashlib.blake2b(f"{name}#{at}".encode(), key=self._key).digest() for at in range(-(-size // 64)))
        return b"".join(blocks)[:size]

    def fraction(self, name: str) -> float:
        """From 0 to 1, evenly, and never dull: for what a run needs to be something."""
        return int.from_bytes(hashlib.blake2b(name.encode(), key=self._key, digest_size=8).digest(), "big") / _RANGE

    def happens(self, name: str, probability: float) -> bool:
        """Dull: it does not."""
        if name in self._dull or self.fraction(name) >= probability:
            return False
        self.lively[name] = True
        return True

    def pick(self, name: str, options: Sequence[Option]) -> Option:
        """One of the options, as likely as another. Dull: the first."""
        at = 0 if name in self._dull else int(self.fraction(name) * len(options))
        if at:
            self.lively[name] = at
        return options[at]

    def between(self, name: str, least: float, most: float) -> float:
        """A number as likely to be of one magnitude as of another (`least` above 0). Dull: the least."""
        if name in self._dull:
            return least
        drawn = least * (most / least) ** self.fraction(name)
        self.lively[name] = drawn
        return drawn
