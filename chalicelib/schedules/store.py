"""`schedule-table` (schedule) and `schedule-runs` (schedule, date): the only place with their keys and expressions."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.schedules.model import Run, Schedule
from chalicelib.schedules.plans import Plan

SCHEDULES, RUNS = "schedule-table", "schedule-runs"
# Rows that go on are found by the last digit of their id, so that no key of the index is common to all.
_SLOTS = "0123456789abcdef"
GRACE = timedelta(minutes=5)  # what is younger is under way
# An execution lives for a year: what is due later is started again before that.
LONGEST_SLEEP = timedelta(days=300)


def _plan_item(plan: Plan) -> dict[str, Any]:
    values = {each.name: getattr(plan, each.name) for each in fields(plan)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _plan(item: Mapping[str, Any]) -> Plan:
    days = {name: date.fromisoformat(item[name]) for name in ("start_on", "end_on") if item[name]}
    counts = {name: int(item[name]) for name in ("day_of_month", "count") if item[name] is not None}
    return Plan(**{**item, **days, **counts})


_SCHEDULE, _RUN = Codec(Schedule, write={"plan": _plan_item}, read={"plan": _plan}), Codec(Run)


def find_schedule(schedule_id: str) -> Schedule | None:
    return _SCHEDULE.found(dynamo.get(SCHEDULES, {"schedule_id": schedule_id}))


def to_schedule(item: Item) -> Schedule:
    return _SCHEDULE.to_model(item)


def schedule_row(schedule_id: str) -> tuple[str, Item]:
    """Where a schedule lies, for a posting that reads it beside its accounts."""
    return SCHEDULES, {"schedule_id": schedule_id}


def new_schedule(schedule: Schedule, now: datetime) -> Change:
    return dynamo.put_new("schedule", SCHEDULES, "schedule_id", _item(schedule, now))


def changed(before: Schedule, after: Schedule, now: datetime) -> Change:
    """The next version; refused under the label `schedule` when it has moved on, or was started again, since it was read."""
    return dynamo.put("schedule", SCHEDULES, _item(after, now), **_as_read(before))


def started_again(before: Schedule, after: Schedule, look_at: datetime) -> Change:
    """That what was missed is started once more: label `schedule`, for one sweep only."""
    return dynamo.update(
        "schedule",
        SCHEDULES,
        {"schedule_id": before.schedule_id},
        {"starts": after.starts, "look_at": clock.to_text(look_at)},
        **_as_read(before),
    )


def ran(run: Run) -> Change:
    """What became of a date, once; label `run`."""
    return dynamo.put_new("run", RUNS, "due_on", _RUN.to_item(run))


def find_run(schedule_id: str, due_on: str) -> Run | None:
    return _RUN.found(dynamo.get(RUNS, {"schedule_id": schedule_id, "due_on": due_on}))


def list_schedules(owner_id: str, *, limit: int, start: Item | None) -> tuple[list[Schedule], Item | None]:
    """One page of what an owner has, newest first."""
    items, rest = dynamo.owned(SCHEDULES, owner_id, limit, start)
    return [_SCHEDULE.to_model(item) for item in items], rest


def list_runs(schedule_id: str, *, limit: int, start: Item | None) -> tuple[list[Run], Item | None]:
    """One page of the dates that are over, the latest first."""
    items, rest = dynamo.query(RUNS, "schedule_id = :schedule", limit=limit, start=start, newest_first=True, schedule=schedule_id)
    return [_RUN.to_model(item) for item in items], rest


def to_look_at(now: datetime, maximum: int) -> Iterator[Schedule]:
    """Those for which something should have been done by now, so many a slot."""
    for slot in _SLOTS:
        found = dynamo.query_all(
            SCHEDULES,
            "slot = :slot AND look_at <= :until",
            index="by-look",
            maximum=maximum,
            slot=slot,
            until=clock.to_text(now),
        )
        yield from map(_SCHEDULE.to_model, found)


def every_schedule() -> Iterator[Schedule]:
    """All of the bank: for verifying only."""
    return map(_SCHEDULE.to_model, dynamo.scan_all(SCHEDULES))


def every_run() -> Iterator[Run]:
    """All of the bank: for verifying only."""
    return map(_RUN.to_model, dynamo.scan_all(RUNS))


def _as_read(before: Schedule) -> dict[str, Any]:
    """The condition that nothing came between. A start out of turn is no version, for to its owner nothing has changed; but two
    of one number would be one execution."""
    return {"condition": "version = :version AND starts = :starts", "version": before.version, "starts": before.starts}


def _item(schedule: Schedule, now: datetime) -> Item:
    """With when it is looked after; one that does not go on is not."""
    item = _SCHEDULE.to_item(schedule)
    if schedule.status != "ACTIVE":
        return item
    look_at = min(clock.from_text(schedule.due_at) + GRACE, now + LONGEST_SLEEP)
    return {**item, "slot": schedule.schedule_id[-1], "look_at": clock.to_text(look_at)}
