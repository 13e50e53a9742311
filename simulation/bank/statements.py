"""What must hold of statements and reports whenever one is written: days that are over, one after the other, each once; and what they
are of, no more."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from simulation.bank.writes import Row, Writes

if TYPE_CHECKING:
    from simulation.world import World

_SEALED_AFTER = timedelta(hours=1)


class Statements:
    def __init__(self, world: "World") -> None:
        self._dynamodb, self._now = world.doubles["dynamodb"], world.now

    def wrong(self, writes: Writes) -> Iterator[str]:
        for before, after in writes.of("statement-table"):
            if after and _begins(before or {}, after):
                found = self._begun(before, after)
                yield from (f"the statement {after['statement_id']} {each}" for each in found)
        for before, after in writes.of("report-table"):
            if after:
                yield from (f"the report {after['report_id']} {each}" for each in self._report(before or {}, after))

    def _begun(self, before: Row | None, after: Row) -> Iterator[str]:
        now, period = self._now(), after["period"]
        end = datetime.combine(date.fromisoformat(period["last"]) + timedelta(days=1), time(), ZoneInfo(period["zone"]))
        if after.get("number") and now < end.astimezone(UTC) + _SEALED_AFTER:
            yield f"is sealed at {now}, for what ends at {end}"
        if date.fromisoformat(period["last"]) > now.astimezone(ZoneInfo(period["zone"])).date():
            yield f"is of days that are to come: {period} at {now}"
        yield from self._begun_again(before or {}, after)
        if after.get("number"):
            yield from self._follows(after)

    def _follows(self, after: Row) -> Iterator[str]:
        """It goes on where the one before has ended."""
        found = self._dynamodb.items("statement-table")
        same = [each for each in found if each["account_id"] == after["account_id"] and each.get("number")]
        former = next((each for each in same if each["number"] == after["number"] - 1), None)
        if former and after["opening"] != former["closing"]:
            yield f"begins with {after['opening']}, and the one before ends with {former['closing']}"

    def _begun_again(self, before: Row, after: Row) -> Iterator[str]:
        """One that failed, once for all who saw it fail."""
        if before and not _is_over(before, self._now()):
            again = before["status"] == "FAILED" and after["asked_again"] == before["asked_again"] + 1
            if not again:
                yield f"is begun again, for the {after['asked_again']}. time, where it was {before['status']}"

    def _report(self, before: Row, after: Row) -> Iterator[str]:
        if _begins(before, after):
            yield from self._begun_again(before, after)
        if after["status"] == "READY" != before.get("status"):
            rows = sum(1 for each in self._dynamodb.items("ledger-entries") if _is_of(each, after))
            if after["rows"] != rows:
                yield f"has {after['rows']} rows, and is of {rows}"


def _begins(before: Row, after: Row) -> bool:
    moves = ("status", "asked_again", "created_at", "at")
    return bool(after["status"] == "PENDING") and any(after.get(each) != before.get(each) for each in moves)


def _is_of(entry: Row, report: Row) -> bool:
    """Whether it moved money in the days of a report, before that was asked for."""
    within = report["start"] <= entry["at"] <= (report["end"] or entry["at"])
    return bool(entry["account_id"] == report["card_id"] and within and entry["amount"] and entry["seq"] <= report["seq"])


def _is_over(row: Row, now: datetime) -> bool:
    return float(row.get("expires_at") or "inf") < now.timestamp()
