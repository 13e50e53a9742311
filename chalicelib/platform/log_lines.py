"""The lines that functions log, one an outcome, read back from CloudWatch Logs."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

# What every line has; the rest is the line's own.
_COMMON = {"level", "location", "message", "timestamp", "service", "correlation_id", "function", "exception", "exception_name"}
# What tells a line from others of its sort, in the order in which it reads well.
_TELLING = ("route", "status", "outcome", "template", "code", "topic", "event", "queue", "machine")


@dataclass(frozen=True)
class Line:
    """One outcome that a function logged: `details` are its ids and codes, `error` the exception's name if there was one."""

    at: datetime
    function: str
    correlation_id: str
    message: str
    details: dict[str, object]
    error: str = ""

    @property
    def summary(self) -> str:
        """The line in a few words: `delivered payment_events PAYMENT_REQUESTED`."""
        return " ".join([self.message, *(str(self.details[name]) for name in _TELLING if name in self.details)])


def read(text: str, function: str) -> Line | None:
    """One line of a log; None for what is no outcome (a metric, the runtime's own lines)."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or not {"timestamp", "message", "correlation_id"} <= found.keys():
        return None
    at = datetime.strptime(found["timestamp"], "%Y-%m-%d %H:%M:%S,%f%z").astimezone(UTC)
    details = {name: value for name, value in found.items() if name not in _COMMON and value is not None}
    return Line(at, function, found["correlation_id"], found["message"], details, found.get("exception_name", ""))
