"""Names compared with a list of sanctions, a file `{"version", "source", "entries": [{"id", "names", "birthDates"}]}`.

Pure: whoever reads the list decides what a missing one means.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from chalicelib.kernel.names import normalised
from chalicelib.platform.likeness import likeness

CANDIDATE, STRONG = 0.70, 0.92
MAXIMUM_MATCHES = 20


class _Entry(msgspec.Struct, rename="camel"):
    id: str
    names: list[str]
    birth_dates: list[str]


class _File(msgspec.Struct):
    version: str
    entries: list[_Entry]


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list; `names` are normalised."""

    entry: str
    names: tuple[str, ...]
    birth_dates: frozenset[str]


@dataclass(frozen=True, slots=True)
class SanctionsList:
    """`version` is what it calls itself; `mark` tells it from any other, to the byte."""

    version: str
    mark: str
    entries: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may be the customer. `score_percent` is how alike the names are; `strong`: very, or born on the same day."""

    entry: str
    score_percent: int
    strong: bool


@lru_cache(maxsize=1)
def read(content: bytes) -> SanctionsList:
    """Raises ValueError for what is no such list. The last one is kept: its names are brought into one form once."""
    try:
        file = msgspec.json.decode(content, type=_File)
    except msgspec.DecodeError as error:
        raise ValueError("no list of sanctions") from error
    listed = (Listed(each.id, tuple(map(normalised, each.names)), frozenset(each.birth_dates)) for each in file.entries)
    return SanctionsList(file.version, hashlib.sha256(content).hexdigest()[:16], tuple(listed))


def matches(name: str, birth_date: str | None, against: SanctionsList) -> list[Match]:
    """The likeliest first, at most MAXIMUM_MATCHES."""
    wanted, found = normalised(name), []
    for listed in against.entries:
        score = max((likeness(wanted, each) for each in listed.names), default=0.0)
        if score >= CANDIDATE:
            found.append(Match(listed.entry, int(score * 100), score >= STRONG or birth_date in listed.birth_dates))
    return sorted(found, key=lambda match: (not match.strong, -match.score_percent, match.entry))[:MAXIMUM_MATCHES]
