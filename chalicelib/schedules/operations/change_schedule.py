"""Pause a series, resume it, skip its next date, put it on other terms, delete it: by its owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress, VersionConflict
from chalicelib.kernel.money import Money
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt
from chalicelib.schedules import events, series
from chalicelib.schedules.model import BY_CUSTOMER, Run, Schedule
from chalicelib.schedules.plans import Plan
from chalicelib.schedules.queries import find_schedule
from chalicelib.transfers import public as transfers

MAXIMUM_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """What a series is from its next date on; `amount` is the plain text that was sent, `version` the one that was read."""

    version: int
    amount: str
    plan: Plan
    description: str = ""
    message: str = ""


def pause(schedule_id: str, call: Call) -> Receipt:
    """Raises UnknownSchedule, NotActive."""
    return _moved(schedule_id, call, lambda seen: seen.paused())


def resume(schedule_id: str, call: Call) -> Receipt:
    """Raises UnknownSchedule, NotPaused, NoOccurrence."""
    return _moved(schedule_id, call, lambda seen: seen.resumed(call.now))


def cancel(schedule_id: str, call: Call) -> Receipt:
    """Raises UnknownSchedule, ScheduleEnded."""
    return _moved(schedule_id, call, lambda seen: seen.cancelled())


def skip(schedule_id: str, call: Call) -> Receipt:
    """The next date is not paid. Raises UnknownSchedule, NotActive."""

    def over(seen: Schedule) -> list[Run]:
        return [Run(schedule_id, seen.due_on, "SKIPPED", clock.to_text(call.now), reason=BY_CUSTOMER)]

    return _moved(schedule_id, call, lambda seen: seen.skipped(), over)


def edit(schedule_id: str, terms: Terms, payer: transfers.Payer, call: Call) -> Receipt:
    """A change is a payment anew, so it needs the payer's consent like one. Raises UnknownSchedule, ScheduleEnded,
    VersionConflict, NoOccurrence, and what making it raises."""

    def edited(seen: Schedule) -> Schedule:
        seen.check_open()
        if seen.version != terms.version:
            raise VersionConflict
        minor = Money.parse(terms.amount, seen.currency).minor
        return seen.edited(terms.plan, call.now, amount_minor=minor, description=terms.description, message=terms.message)

    return _moved(schedule_id, call, edited, agree=lambda after: series.agreed(after, payer, call))


def _moved(
    schedule_id: str,
    call: Call,
    move: Callable[[Schedule], Schedule],
    over: Callable[[Schedule], Sequence[Run]] = lambda seen: (),
    agree: Callable[[Schedule], tuple[Schedule, Sequence[Change]]] = lambda after: (after, ()),
) -> Receipt:
    """Judged again on what a run left that came between."""
    if call.key and (prior := call.key.find()):
        return prior
    for attempt in range(MAXIMUM_ATTEMPTS):
        seen = find_schedule(call.caller_id, schedule_id)
        after, consent = agree(move(seen))
        try:
            return _write(seen, after, over(seen), consent, call)
        except dynamo.Refused:
            dynamo.pause(attempt)
    raise RequestInProgress("The series is paid or changed this moment; try again")


def _write(before: Schedule, after: Schedule, runs: Sequence[Run], consent: Sequence[Change], call: Call) -> Receipt:
    receipt, starts = Receipt(200, after.told()), events.next_run(after, call)
    told = [outbox.record("schedule.changed", starts, call)] if starts else []
    kept = [call.record(receipt)] if call.key else []  # a deletion has no key, and does nothing twice
    dynamo.transact([*series.changed(before, after, runs, call), *consent, *told, *kept])
    return receipt
