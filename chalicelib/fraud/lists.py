"""Who is never paid and who always is: entries of a blacklist and a whitelist. Pure.

Where an entry lies follows from its list and its subject, so that a payment finds what stands about it in its one read.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from chalicelib.kernel.folding import looks

Colour = Literal["black", "white"]
COLOURS: tuple[Colour, ...] = ("black", "white")
SubjectKind = Literal["customer", "account", "merchant"]
_NAMESPACE = uuid.UUID("6f1c2f0a-6a0e-5d5b-9a57-0b7f0c1f7a11")


@dataclass(frozen=True, slots=True)
class Entry:
    """`value` as it was given: an id, or a merchant's name. `until` is empty for what has no end."""

    entry_id: str
    colour: Colour
    kind: SubjectKind
    value: str
    reason: str
    made_by: str
    made_at: str
    until: str = ""

    def stands_at(self, moment: str) -> bool:
        return not self.until or moment < self.until


def places_of(colour: Colour, kind: SubjectKind, value: str) -> list[str]:
    """Where a payment looks for what stands about it: one place, but for a merchant each way that its name may look.

    Raises ValueError for a name that nothing can be compared with.
    """
    return [_named(colour, kind, each) for each in _looks(kind, value)]


def id_of(colour: Colour, kind: SubjectKind, value: str) -> str:
    """The id of an entry: another one for a name that may look otherwise, though they share places. Raises ValueError."""
    return _named(colour, kind, "entry", *_looks(kind, value))


def _looks(kind: SubjectKind, value: str) -> Iterable[str]:
    return sorted(looks(value)) if kind == "merchant" else (value,)


def _named(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, ":".join(parts)))
