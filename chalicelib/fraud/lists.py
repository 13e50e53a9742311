"""Who is never paid and who always is: entries of a blacklist and a whitelist. Pure.

An entry's id follows from its list and its subject, so that a payment finds what stands about it in its one read.
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


def ids_of(colour: Colour, kind: SubjectKind, value: str) -> list[str]:
    """Under which ids an entry about it lies: one, but for a merchant each way that its name may look.

    Raises ValueError for a name that nothing can be compared with.
    """
    folded: Iterable[str] = sorted(looks(value)) if kind == "merchant" else (value,)
    return [str(uuid.uuid5(_NAMESPACE, f"{colour}:{kind}:{each}")) for each in folded]
