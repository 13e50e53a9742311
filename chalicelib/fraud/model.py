"""What a merchant's name may be, and when two names are taken for each other."""

from collections.abc import Iterable
from functools import cache

from chalicelib.kernel.folding import looks
from chalicelib.kernel.text import check_line


def check_merchant(merchant: str) -> None:
    """Raises ValueError, in words for people, for a name that nothing could be compared with."""
    check_line(merchant)
    looks(merchant)


def is_blocked(merchant: str, blocked: Iterable[str]) -> bool:
    """Whether the name looks like one of those; so does, to be safe, a name that cannot be compared.

    Raises ValueError for a blocked name that cannot be: nobody buys anything until it is mended.
    """
    try:
        seen = looks(merchant)
    except ValueError:
        return True
    return not seen.isdisjoint(_looks_of_all(tuple(blocked)))


@cache
def _looks_of_all(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(looks, names))
