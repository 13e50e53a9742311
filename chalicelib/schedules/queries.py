"""Reads of scheduled transfers, by their owner."""

from chalicelib.platform.dynamo import Item
from chalicelib.schedules import store
from chalicelib.schedules.errors import UnknownSchedule
from chalicelib.schedules.model import Run, Schedule


def find_schedule(user_id: str, schedule_id: str) -> Schedule:
    """Raises UnknownSchedule, for another's too."""
    schedule = store.find_schedule(schedule_id)
    if schedule is None or schedule.owner_id != user_id:
        raise UnknownSchedule("No such scheduled transfer")
    return schedule


def list_schedules(user_id: str, *, limit: int, start: Item | None) -> tuple[list[Schedule], Item | None]:
    """A page of what somebody has, those that are over too, newest first."""
    return store.list_schedules(user_id, limit=limit, start=start)


def list_runs(user_id: str, schedule_id: str, *, limit: int, start: Item | None) -> tuple[list[Run], Item | None]:
    """A page of the dates that are over, the latest first. Raises UnknownSchedule."""
    find_schedule(user_id, schedule_id)
    return store.list_runs(schedule_id, limit=limit, start=start)
