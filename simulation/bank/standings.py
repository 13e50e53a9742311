"""How well the bank knows somebody, and where they live: now, and a moment ago, since whoever asked may have been judged by that."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulation.bank.writes import Row, Writes

if TYPE_CHECKING:
    from simulation.world import World

A_WHILE = timedelta(minutes=3)  # longer than any request is judged, and what it writes comes late
_LEVELS = {"FULL", "ENHANCED"}


class Standings:
    def __init__(self, world: "World") -> None:
        self._world = world
        self._now: dict[str, Row] = {}
        self._before: dict[str, list[tuple[datetime, Row]]] = defaultdict(list)

    def note(self, writes: Writes) -> None:
        for before, after in writes.of("credential-table"):
            if before:
                self._before[before["user_id"]].append((self._world.now(), before))
            if after:
                self._now[after["user_id"]] = after

    def zones(self, user: str) -> set[str]:
        return {str(each.get("timezone", "")) for each in self._rows(user)}

    def levels(self, user: str) -> set[str]:
        return {_level(each) for each in self._rows(user)}

    def _rows(self, user: str) -> list[Row]:
        since = self._world.now() - A_WHILE
        found = [self._now[user]] if user in self._now else []
        return [*found, *(row for left, row in self._before[user] if left > since)]


def _level(row: Row) -> str:
    if not {"email", "phone"} <= set(row.get("verified", ())):
        return "NONE"
    return row["kyc_level"] if row.get("kyc_level") in _LEVELS else "BASIC"
