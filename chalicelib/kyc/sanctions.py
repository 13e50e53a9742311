"""Names compared with a list of sanctions. A list says {"version", "source", "entries": [{"id", "names", "birthDates"}]}.

Pure: whoever reads the list decides what a missing one means.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.kernel.names import likeness, normalised

CANDIDATE, STRONG = 0.70, 0.92
MAXIMUM_MATCHES = 20


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may be the customer. `score_percent` is how alike the names are; `strong`: very, or born on the same day."""

    entry: str
    score_percent: int
    strong: bool


def matches(name: str, birth_date: str | None, entries: Iterable[Mapping[str, Any]]) -> list[Match]:
    """The likeliest first, at most MAXIMUM_MATCHES. Raises KeyError, TypeError for a list that cannot be read."""
    wanted, found = normalised(name), []
    for entry in entries:
        score = max((likeness(wanted, normalised(each)) for each in entry["names"]), default=0.0)
        if score >= CANDIDATE:
            strong = score >= STRONG or birth_date in entry["birthDates"]
            found.append(Match(entry["id"], int(score * 100), strong))
    return sorted(found, key=lambda match: (not match.strong, -match.score_percent, match.entry))[:MAXIMUM_MATCHES]
