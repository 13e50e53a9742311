"""A caller's own words about a movement: kept with it on the caller's side, and told to nobody else."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from chalicelib.kernel import text
from chalicelib.platform.schemas import Body, Figures, Reply, typed

MAXIMUM_BYTES = 2_048


def check_metadata(pairs: Mapping[str, str]) -> None:
    """Raises ValueError, in words for people, unless each part is one visible line and all of them are short enough."""
    for part in (*pairs, *pairs.values()):
        text.check_line(part)
    if sum(len(part.encode()) for pair in pairs.items() for part in pair) > MAXIMUM_BYTES:
        raise ValueError(f"must not have more than {MAXIMUM_BYTES} bytes in all, in UTF-8")


Reference = Annotated[str, typed(text.check_line, maximum=64, examples=["order 4711"])]
Metadata = Annotated[
    dict[Annotated[str, msgspec.Meta(min_length=1, max_length=64)], Annotated[str, msgspec.Meta(min_length=1, max_length=500)]],
    msgspec.Meta(max_length=20, extra={"check": check_metadata}, examples=[{"department": "kitchen"}]),
]


class OwnWords(Body, kw_only=True):
    """What a caller may say of a movement in words of their own; whatever moves money takes it.

    reference: what the caller calls the movement, to find it again by
    metadata: up to 20 pairs of text, 2 KB in all, which the bank keeps and never reads
    """

    reference: Reference | msgspec.UnsetType = msgspec.UNSET
    metadata: Metadata | msgspec.UnsetType = msgspec.UNSET

    def own_words(self) -> dict[str, object]:
        """Those that were given, by their names in every item, event and answer."""
        said = {"reference": self.reference, "metadata": self.metadata}
        return {name: value for name, value in said.items() if value is not msgspec.UNSET}


class OwnWordsReply(Reply, kw_only=True):
    """A movement, with the words of the caller who asked for it.

    reference: what the caller called the movement
    metadata: the caller's own pairs of text
    """

    reference: str | msgspec.UnsetType = msgspec.UNSET
    metadata: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class FiguresAndWords(Figures, kw_only=True):
    """A movement with the balances after it (a shape has one base, hence not both).

    reference: what the caller called the movement
    metadata: the caller's own pairs of text
    """

    reference: str | msgspec.UnsetType = msgspec.UNSET
    metadata: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
