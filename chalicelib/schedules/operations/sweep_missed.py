"""Start again what should have been paid by now and was not: executions die, when a laptop restarts or something fails for good."""

from datetime import datetime, timedelta
from itertools import islice

from chalicelib.kernel import clock
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.observability import logger
from chalicelib.schedules import events, store
from chalicelib.schedules.model import Schedule

MAXIMUM_SWEPT = 2_000
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(days=1)


def sweep_missed(now: datetime) -> int:
    """How many were started, at most MAXIMUM_SWEPT. Safe to repeat: an execution is named by its number, and whoever comes late
    finds the date paid."""
    started = 0
    for schedule in islice(store.to_look_at(now, MAXIMUM_SWEPT), MAXIMUM_SWEPT):
        started += _start_again(schedule, now)
    return started


def _start_again(schedule: Schedule, now: datetime) -> bool:
    """False where it was paid, changed, or started by another sweep meanwhile."""
    call = Call(now)
    again = schedule.restarted()
    start = outbox.record("schedule.missed", events.next_run(again, call), call)
    try:
        dynamo.transact([store.started_again(schedule, again, _look_again(schedule, now)), start])
    except dynamo.Refused:
        return False
    logger.warning("run started again", extra={"execution": again.run_name})
    return True


def _look_again(schedule: Schedule, now: datetime) -> datetime:
    """What goes wrong again and again is started more and more rarely."""
    due_at = clock.from_text(schedule.due_at)
    if due_at > now:
        return min(due_at + store.GRACE, now + store.LONGEST_SLEEP)
    return now + min(max(now - due_at, SHORTEST_PAUSE), LONGEST_PAUSE)
