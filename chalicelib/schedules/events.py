"""What leaves with a change of a schedule: the start of its next run, and mails about what was not paid."""

from collections.abc import Sequence

from chalicelib.kernel.money import to_decimal
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery
from chalicelib.schedules.model import Schedule

MACHINE = "schedules_run"


def next_run(schedule: Schedule, call: Call) -> list[Delivery]:
    """The execution that pays the date that is due, and sleeps until then; none for a series that does not go on."""
    if schedule.status != "ACTIVE":
        return []
    about = {"scheduleId": schedule.schedule_id, "dueOn": schedule.due_on, "correlationId": call.correlation_id}
    return [outbox.to_execution(MACHINE, schedule.run_name, about)]


def not_paid(before: Schedule, after: Schedule, reason: str, call: Call) -> Sequence[Delivery]:
    """A mail about the date that could not be paid, and one more where the series is suspended with it."""
    mails = [_mail("SCHEDULE.FAILED", before, {"dueOn": before.due_on, "reason": reason}, call)]
    if after.status == "SUSPENDED":
        mails.append(_mail("SCHEDULE.SUSPENDED", before, {"failures": after.failures}, call))
    return mails


def too_late(before: Schedule, dates: Sequence[str], call: Call) -> Delivery:
    """One mail about the dates that the bank let pass."""
    data = {"count": len(dates), "firstOn": dates[0], "lastOn": dates[-1]}
    return _mail("SCHEDULE.SKIPPED", before, data, call)


def _mail(template: str, schedule: Schedule, data: dict[str, object], call: Call) -> Delivery:
    about = {
        "amount": to_decimal(schedule.amount_minor, schedule.currency),
        "currency": schedule.currency,
        "account": schedule.from_number[-4:],
        "counterparty": schedule.to_number[-4:],
        "scheduleId": schedule.schedule_id,
    }
    fact = f"{schedule.schedule_id}:{schedule.due_on}"
    return outbox.mail(fact, template, schedule.owner_id, {**about, **data}, call.correlation_id)
