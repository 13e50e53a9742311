"""Make the transfer of one date of a series, once; or say what became of it.

Whoever comes late, twice or at the same time finds the row moved on: the money, the run and the next start are one transaction.
"""

from collections.abc import Sequence

from chalicelib.customers import public as customers
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure, RequestInProgress, is_outcome
from chalicelib.ledger.public import post
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery
from chalicelib.schedules import errors, events, postings, series, store
from chalicelib.schedules.model import TOO_OLD, Outcome, Run, Schedule
from chalicelib.transfers import public as transfers

MAXIMUM_ATTEMPTS = 5
MAXIMUM_PASSED = 30  # dates that one transaction passes over
Told = dict[str, str]


def send_due_transfer(schedule_id: str, due_on: str, call: Call) -> Told:
    """`outcome`: MADE, FAILED or SKIPPED; WAITING, with when to come again `at`; OVER, where somebody paused, changed or ended it;
    LATER, where an execution cannot sleep so long: the sweep will start another.

    Safe to repeat. Raises UnknownSchedule, and what another try mends.
    """
    for attempt in range(MAXIMUM_ATTEMPTS):
        schedule = store.find_schedule(schedule_id)
        if schedule is None:
            raise errors.UnknownSchedule("No such scheduled transfer")
        if not schedule.is_due_on(due_on):
            run = store.find_run(schedule_id, due_on)
            return {"outcome": run.outcome if run else "OVER"}
        if schedule.due_at > clock.to_text(call.now):
            is_far = clock.from_text(schedule.due_at) > call.now + store.LONGEST_SLEEP
            return {"outcome": "LATER"} if is_far else {"outcome": "WAITING", "at": schedule.due_at}
        try:
            if schedule.plan.is_too_old(schedule.due_day, call.now):
                return _pass_over(schedule, call)
            return _pay(schedule, call)
        except (errors.NotDue, dynamo.Refused):  # it has moved on since it was read
            dynamo.pause(attempt)
    raise RequestInProgress("The series is changed this moment")


def _pay(schedule: Schedule, call: Call) -> Told:
    """Each version of the row has a key of its own, so a refusal that is kept is of this try and of no other."""
    about = {"scheduleId": schedule.schedule_id, "dueOn": schedule.due_on, "version": schedule.version}
    key = call.under(schedule.owner_id, "schedules.run", ":".join(map(str, about.values())), about)
    made = series.transfer_of(schedule, key.posting_id, clock.to_text(call.now))
    try:
        post(postings.paid(schedule, made, _payer(schedule), key))
    except errors.NotDue:
        raise
    except Failure as failure:
        if not is_outcome(failure):
            raise  # the machine tries again
        return _not_paid(schedule, failure, call)
    return {"outcome": "MADE"}


def _payer(schedule: Schedule) -> transfers.Payer:
    """Nobody is there to be asked: either the payer was when the series was made, or the date needs nothing."""
    customer = customers.find_customer(schedule.owner_id)
    caller = Caller(schedule.owner_id, customer.email if customer else "", frozenset({identity.CUSTOMER}))
    return transfers.Payer(caller, excused=schedule.consented)


def _not_paid(schedule: Schedule, failure: Failure, call: Call) -> Told:
    """Later the same day once more, if that may help; else the date is over, and the series goes on or is suspended."""
    again_at = schedule.plan.again_at(schedule.due_day, call.now) if transfers.is_passing(failure) else None
    if again_at:
        after = schedule.trying_again(again_at)
        dynamo.transact(series.changed(schedule, after, (), call))
        return {"outcome": "WAITING", "at": after.due_at}
    after = schedule.after(schedule.due_on, "FAILED")
    run = Run(schedule.schedule_id, schedule.due_on, "FAILED", clock.to_text(call.now), reason=failure.code)
    return _over("FAILED", schedule, after, [run], events.not_paid(schedule, after, failure.code, call), call)


def _pass_over(schedule: Schedule, call: Call) -> Told:
    """Nobody agreed to days of payments at once because the bank was down: what is too old is not paid, and told in one mail."""
    dates = schedule.too_old(call.now, MAXIMUM_PASSED)
    at = clock.to_text(call.now)
    runs = [Run(schedule.schedule_id, day, "SKIPPED", at, reason=TOO_OLD) for day in dates]
    after = schedule.after(dates[-1], "SKIPPED")
    return _over("SKIPPED", schedule, after, runs, [events.too_late(schedule, dates, call)], call)


def _over(
    outcome: Outcome, before: Schedule, after: Schedule, runs: Sequence[Run], mails: Sequence[Delivery], call: Call
) -> Told:
    fact = outbox.record(f"schedule.{outcome.lower()}", [*mails, *events.next_run(after, call)], call)
    dynamo.transact([*series.changed(before, after, runs, call), fact])
    return {"outcome": outcome}
