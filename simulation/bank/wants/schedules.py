"""Transfers that are to come, once or again and again."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulation.bank.wants.wanting import Lacks, Want, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

_PATH = "/api/v1/transactions/scheduled"
_KEEPS = {"schedule": "scheduleId", "schedule version": "version"}
_DAY, _MINUTE, _SHORTEST_REST = 86_400.0, 60.0, 30
_ODD_DAYS = ("2027-07-03", "2027-07-05", "2028-02-29", "2027-05-31", "2027-03-13", "2027-12-31")


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
    """Mostly of the next days; else of those on which calendars go wrong: short months, a leap day, a holiday on a Sunday, a night on
    which clocks change."""
    soon = f"{me.world.now() + timedelta(days=me.pick('first day', (1, 0, 2, 3))):%Y-%m-%d}"
    first = me.pick("from", (soon, soon, soon, me.pick("some day", _ODD_DAYS)))
    frequency = me.pick("frequency", ("daily", "weekly", "monthly", "once", "daily", "biweekly", "quarterly", "yearly"))
    until = f"{me.world.now() + timedelta(days=900):%Y-%m-%d}"
    ends: tuple[dict[str, Any], ...] = ({"count": 3}, {}, {"count": 4}, {"endOn": until})
    days: tuple[dict[str, Any], ...] = ({}, {}, {"dayOfMonth": 31}, {"dayOfMonth": -1}, {"dayOfMonth": 2})
    end, months = me.pick("days in all", ends), me.pick("day of the month", days)
    return {
        "amount": me.pick("amount", ("12.50", "1.00", "900.00")),
        "startOn": first,
        "frequency": frequency,
        "timezone": me.pick("timezone", ("UTC", "America/Bogota", "America/New_York")),
        "ifNotBusinessDay": me.pick("if banks rest", ("same", "following", "preceding")),
        **(end if frequency != "once" else {}),
        **(months if frequency in ("monthly", "quarterly", "yearly") else {}),
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
def is_a_customer_of_a_bank_that_is_out(me: "Customer") -> Want:
    """For days: nothing is on its way then, and what should have been done meanwhile is late by as much."""
    me.need("schedule")
    days = me.pick("days out", (2, 10, 4))

    def out() -> None:
        for _ in range(_SHORTEST_REST):
            if not me.town.streams.busy() and me.world.at_rest():
                me.world.scheduler.jump(days * _DAY)
                return
            me.world.sleep(_MINUTE)

    return Want(f"is a customer of a bank that is out for {days} days", act=out, keyed=False)


@want()
def gives_a_schedule_up(me: "Customer") -> Want:
    return Want("gives a schedule up", "DELETE", f"{_PATH}/{me.need('schedule')}", keyed=False)
