"""Time as the bank writes it: RFC 3339, UTC, milliseconds, so that text order is time order."""

import re
from datetime import UTC, datetime, timedelta

# Narrower than ISO 8601, which fromisoformat reads: no weeks, no seconds in an offset, nothing left out but fractions.
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE
)


def now() -> datetime:
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    # isoformat writes four digits of any year; strftime does not, and text order would no longer be time order.
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"


def from_text(text: str) -> datetime:
    """Reads any RFC 3339 time, to the microsecond. Raises ValueError for anything else, a bare date included."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError("a time needs a date, a time of day and an offset such as Z")
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def epoch_seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def from_epoch_seconds(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def epoch_seconds_after(moment: datetime, *, days: int) -> int:
    """Epoch seconds `days` after `moment`: what DynamoDB's TTL wants."""
    return epoch_seconds(moment + timedelta(days=days))
