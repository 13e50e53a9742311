"""What a customer has sent to others in a day of theirs, and to somebody new in the first day: the room that transfers take and give back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.kernel import clock
from simulation.bank.standings import Standings
from simulation.bank.writes import Row, Writes, is_outgoing

_BACK = {"FAILED", "CANCELLED", "RETURNED"}
_FIRST_DAY, _FIRST_DAY_MINOR = timedelta(hours=24), 1_000_00
_COUNTED = ("day", "day_minor", "month", "month_minor", "count")


class Spending:
    def __init__(self, standings: Standings) -> None:
        self._standings = standings

    def wrong(self, writes: Writes) -> Iterator[str]:
        """What is counted otherwise than the transfers that this writes have it."""
        steps = [(before or {}, after) for before, after in writes.of("transfer-table") if after]
        moves = [each for each in map(_move, steps) if each]
        written = writes.of("transfer-limits") if steps else []  # a payment to a merchant takes room, too
        if len(written) != len(moves):
            yield f"{len(written)} limits change with {len(moves)} transfers"
            return
        for (before, after), (made, at, minor) in zip(written, moves, strict=True):
            allowed = [_counted(before, made, at, minor, zone) for zone in self._standings.zones(made["owner_id"])]
            if after is None or not any({name: after[name] for name in _COUNTED} == each for each in allowed):
                yield f"of {minor} at {at} makes {after} of {before}, and not {allowed}"
        for before, after in writes.of("payee-table"):
            if after:
                yield from _first_day(before or {}, after, steps, moves)


Move = tuple[Row, datetime, int]


def _move(step: tuple[Row, Row]) -> Move | None:
    """When it takes room or gives it back, and how much."""
    before, after = step
    if not is_outgoing(after):
        return None
    if not before:
        return after, clock.from_text(after["created_at"]), after["amount_minor"]
    if after["status"] in _BACK and before["status"] != after["status"]:
        return after, clock.from_text(after["ended_at"]), -after["amount_minor"]
    return None


def _counted(before: Row | None, made: Row, at: datetime, minor: int, zone: str) -> dict[str, Any]:
    """What is counted afterwards: a day goes on to its end, both where it began and where the customer lives by now."""
    now = before or {"day": "", "zone": "", "since": "", "day_minor": 0, "month": "", "month_minor": 0, "count": 0}
    zone = zone if minor > 0 else now["zone"]
    if not now["day"] or at >= max(_end_of(now["day"], each) for each in (now["zone"], zone)):
        day = f"{at.astimezone(_zone(zone)):%Y-%m-%d}"
        month_minor = now["month_minor"] if now["month"] == day[:7] else 0
        now = {
            **now,
            "day": day,
            "zone": zone,
            "since": clock.to_text(at),
            "day_minor": 0,
            "month": day[:7],
            "month_minor": month_minor,
        }
    charged_at = clock.from_text(made["created_at"])
    of_day = minor > 0 or clock.from_text(now["since"]) <= charged_at
    of_month = minor > 0 or f"{charged_at.astimezone(_zone(now['zone'])):%Y-%m}" == now["month"]
    return {
        "day": now["day"],
        "day_minor": now["day_minor"] + (minor if of_day else 0),
        "month": now["month"],
        "month_minor": now["month_minor"] + (minor if of_month else 0),
        "count": now["count"] + (1 if minor > 0 else -1),
    }


def _first_day(before: Row, after: Row, steps: list[tuple[Row, Row]], moves: list[Move]) -> Iterator[str]:
    had, minor = before.get("first_day_minor", 0), 0
    for made, _, each in moves:
        began, charged_at = clock.from_text(after["made_at"]), clock.from_text(made["created_at"])
        minor += each if began <= charged_at < began + _FIRST_DAY or (each > 0 and charged_at < began) else 0
    if after["first_day_minor"] != had + minor or after["first_day_minor"] > _FIRST_DAY_MINOR:
        yield f"counts {after['first_day_minor']} of a first day of {had} and {minor}"
    if before and after["made_at"] != before["made_at"]:
        yield f"has a first day at {after['made_at']}, and had one at {before['made_at']}"
    if after["paid_at"] and not before.get("paid_at"):
        if not any(
            now["status"] == "COMPLETED" or (now["status"] == "BALANCE_RESERVED" and not now.get("external")) for _, now in steps
        ):
            yield "is known, and nothing has reached them"


def _zone(name: str) -> Any:
    return ZoneInfo(name) if name else UTC


def _end_of(day: str, zone: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), _zone(zone)).astimezone(UTC)
