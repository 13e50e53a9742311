"""Time as the bank writes it: RFC 3339, UTC, milliseconds, so that text order is time order.

Whatever reads the time or waits does it here, so that a process can live in another time than its machine's.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

# Narrower than ISO 8601, which fromisoformat reads: no weeks, no seconds in an offset, nothing left out but fractions.
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE
)
# No name of a file beside the zones, and no path out of them.
_ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]{1,30}(/[A-Za-z0-9_+-]{1,30}){1,2}")


class Source(Protocol):
    """Where time comes from: seconds since the epoch, seconds that only go forward, and a wait."""

    def time(self) -> float: ...
    def monotonic(self) -> float: ...
    def sleep(self, seconds: float, /) -> None: ...


_source: Source = time


@contextmanager
def driven_by(source: Source) -> Iterator[None]:
    """Within, time is what `source` says."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before


def now() -> datetime:
    return datetime.fromtimestamp(_source.time(), UTC)


def monotonic() -> float:
    """Seconds from somewhere on, never backwards: for how long something took."""
    return _source.monotonic()


def sleep(seconds: float) -> None:
    _source.sleep(seconds)


def to_text(moment: datetime) -> str:
    # isoformat writes four digits of any year; strftime does not, and text order would no longer be time order.
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"


def from_text(text: str) -> datetime:
    """Reads any RFC 3339 time, to the microsecond. Raises ValueError for anything else, a bare date included."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError("a time needs a date, a time of day and an offset such as Z")
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def zone(name: str) -> tzinfo:
    """The time zone that the IANA calls so, such as America/Bogota. Raises ValueError where there is none."""
    from zoneinfo import ZoneInfo  # only for who asks: it reads how Python was built

    if not _ZONE.fullmatch(name):
        raise ValueError("must be a time zone such as America/Bogota")
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError("must be a time zone such as America/Bogota") from None


def epoch_seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def from_epoch_seconds(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def epoch_seconds_after(moment: datetime, *, days: int) -> int:
    """Epoch seconds `days` after `moment`: what DynamoDB's TTL wants."""
    return epoch_seconds(moment + timedelta(days=days))
