"""Time as the bank writes it: RFC 3339, UTC, milliseconds, so that text order is time order."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    # isoformat writes four digits of any year; strftime does not, and text order would no longer be time order.
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"


def from_text(text: str) -> datetime:
    """Reads any RFC 3339 time with an offset. Raises ValueError for anything else, a bare date included."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or len(text) < len("2026-01-01T00:00Z"):
        raise ValueError("a time needs a date, a time of day and an offset such as Z")
    return moment.astimezone(UTC)


def epoch_seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def in_days(moment: datetime, days: int) -> int:
    """Epoch seconds `days` after `moment`: what DynamoDB's TTL wants."""
    return epoch_seconds(moment + timedelta(days=days))
