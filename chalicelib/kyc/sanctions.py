"""Names compared with a list of sanctions. A list says {"version", "source", "entries": [{"id", "names", "birthDates"}]}.

Pure: whoever reads the list decides what a missing one means.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CANDIDATE, STRONG = 0.70, 0.92
MAXIMUM_MATCHES = 20
_SCALING, _PREFIX_CHARACTERS = 0.1, 4


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may be the customer. `score_percent` is how alike the names are; `strong`: very, or born on the same day."""

    entry: str
    score_percent: int
    strong: bool


def normalised(name: str) -> str:
    """The words of a name in small letters without accents, in the order of the alphabet: who comes first differs by country."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return " ".join(sorted(letters.split()))


def matches(name: str, birth_date: str | None, entries: Iterable[Mapping[str, Any]]) -> list[Match]:
    """The likeliest first, at most MAXIMUM_MATCHES. Raises KeyError, TypeError for a list that cannot be read."""
    wanted, found = normalised(name), []
    for entry in entries:
        score = max((likeness(wanted, normalised(each)) for each in entry["names"]), default=0.0)
        if score >= CANDIDATE:
            strong = score >= STRONG or birth_date in entry["birthDates"]
            found.append(Match(entry["id"], int(score * 100), strong))
    return sorted(found, key=lambda match: (not match.strong, -match.score_percent, match.entry))[:MAXIMUM_MATCHES]


def likeness(first: str, second: str) -> float:
    """Jaro and Winkler's, 0 to 1."""
    score = _jaro(first, second)
    prefix = 0
    for one, other in zip(first[:_PREFIX_CHARACTERS], second, strict=False):
        if one != other:
            break
        prefix += 1
    return score + prefix * _SCALING * (1 - score)


def _jaro(first: str, second: str) -> float:
    if first == second:
        return 1.0 if first else 0.0
    reach = max(0, max(len(first), len(second)) // 2 - 1)
    taken = [False] * len(second)
    common: list[str] = []
    for position, character in enumerate(first):
        for at in range(max(0, position - reach), min(len(second), position + reach + 1)):
            if not taken[at] and second[at] == character:
                taken[at] = True
                common.append(character)
                break
    if not common:
        return 0.0
    others: Sequence[str] = [character for character, is_taken in zip(second, taken, strict=True) if is_taken]
    transposed = sum(one != other for one, other in zip(common, others, strict=True)) / 2
    count = len(common)
    return (count / len(first) + count / len(second) + (count - transposed) / count) / 3
