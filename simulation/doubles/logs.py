"""CloudWatch Logs: what the bank logs is kept by nobody in here, but for what a run puts into a group."""

import json
from typing import TYPE_CHECKING, Any

from simulation.doubles.errors import Exceptions, NotKnown, refused

if TYPE_CHECKING:
    from simulation.world import World


class Logs:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self.groups: dict[str, list[tuple[int, str]]] = {}  # milliseconds since the epoch, and the line

    def filter_log_events(
        self, *, logGroupName: str, filterPattern: str, startTime: int | None = None, endTime: int | None = None
    ) -> dict[str, Any]:
        """Of a text that lines have in them, all in one page."""
        if logGroupName not in self.groups:
            raise refused("ResourceNotFoundException", "The specified log group does not exist.")
        if not (filterPattern[:1] == filterPattern[-1:] == '"'):
            raise NotKnown(f"a pattern of {filterPattern}")
        wanted, begin, end = json.loads(filterPattern), startTime or 0, endTime or float("inf")
        found = [(at, line) for at, line in sorted(self.groups[logGroupName]) if begin <= at <= end and wanted in line]
        return {"events": [{"timestamp": at, "message": line} for at, line in found]}

    def busy(self) -> bool:
        return False
