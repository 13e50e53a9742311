"""Transfers that are to come, once or again and again."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulation.bank.wants.wanting import Lacks, Want, want

if TYPE_CHECKING:
    from simulation.bank.people import Customer

_PATH = "/api/v1/transactions/scheduled"
_KEEPS = {"schedule": "scheduleId", "schedule version": "version"}
_DAY = 86_400.0


@want("schedule", "schedule version")
def schedules_a_transfer_to_their_own(me: "Customer") -> Want:
    if len(me.things["account"]) < 2:
        raise Lacks("second account")
    sender, receiver = me.things["account"][-2:]
    return _scheduling(me, "schedules a transfer to their own", fromAccountId=sender, toAccountId=receiver)


@want("schedule", "schedule version", "scheduled payment")
def schedules_a_payment(me: "Customer") -> Want:
    for thing in ("money", "proven email", "proven telephone"):
        me.need(thing)
    target = {"payeeId": me.need("payee")} if me.has("payee") else {"toAccountId": me.anothers("account")}
    return _scheduling(me, "schedules a payment", fromAccountId=me.need("account"), **target)


def _scheduling(me: "Customer", told: str, **between: str) -> Want:
    body = {**between, **_terms(me)}
    return Want(f"{told}: {body['amount']}", "POST", _PATH, body, {**_KEEPS, "scheduled payment": "scheduleId"})


def _terms(me: "Customer") -> dict[str, Any]:
    day = me.world.now() + timedelta(days=me.pick("first day", (1, 0, 2)))
    frequency, end = me.pick("frequency", ("daily", "weekly", "monthly", "once")), me.pick("days in all", ({"count": 3}, {}))
    return {
        "amount": me.pick("amount", ("12.50", "1.00", "900.00")),
        "startOn": f"{day:%Y-%m-%d}",
        "frequency": frequency,
        "timezone": me.pick("timezone", ("UTC", "America/Bogota")),
        "ifNotBusinessDay": me.pick("if banks rest", ("same", "following")),
        **(end if frequency != "once" else {}),
    }


@want("schedule version")
def looks_at_a_schedule(me: "Customer") -> Want:
    path = f"{_PATH}/{me.need('schedule')}{me.pick('of a schedule', ('', '/runs'))}"
    return Want("looks at a schedule", "GET", path, None, {"schedule version": "version"})


@want("days that were paid")
def waits_for_the_day(me: "Customer") -> Want:
    days = me.pick("days later", (4, 2, 9))
    path = f"{_PATH}/{me.need('schedule')}/runs"
    return Want("looks what became of the days", "GET", path, None, {"days that were paid": "items.*.dueOn"}, later=days * _DAY)


@want()
def changes_a_schedule(me: "Customer") -> Want:
    body = {"version": me.need("schedule version"), **_terms(me)}
    keeps = {**_KEEPS, "changed schedule": "scheduleId"}
    return Want("changes a schedule", "PUT", f"{_PATH}/{me.need('schedule')}", body, keeps, keyed=False)


@want()
def holds_a_schedule_up(me: "Customer") -> Want:
    verb = me.pick("verb", ("pause", "resume", "skip"))
    return Want(f"has a schedule {verb}", "POST", f"{_PATH}/{me.need('schedule')}/{verb}", None, _KEEPS, keyed=False)


@want()
def gives_a_schedule_up(me: "Customer") -> Want:
    return Want("gives a schedule up", "DELETE", f"{_PATH}/{me.need('schedule')}", keyed=False)
