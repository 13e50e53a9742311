"""Transfers that are to come. Numbers from 300 on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from chalicelib.platform import clients
from simulation.bank.errands.errand import errand
from simulation.bank.steps import dies, frozen, until
from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer
    from simulation.bank.people import Person

_PATH = "/api/v1/transactions/scheduled"
_DAY, _AN_HOUR = 86_400.0, 3_600.0
_READS, _SWEEP = "schedules.store.find_schedule", "schedules_sweep_missed"
_OVERDUE = 6 * 60.0
_KEEPS = {"schedule": "scheduleId"}
_AT_ONCE = timedelta(seconds=8)  # in calm weather, and less than anybody waits for a turn


@errand(300)
def a_series_is_paid_day_by_day(me: "Person") -> Iterator[Want]:
    yield _scheduling(me, "schedules a transfer to their own", _own(me), count=2)
    yield _days_go_by(me, 7, "MADE", "MADE")


@errand(301)
def the_bank_is_out_for_days(me: "Person") -> Iterator[Want]:
    yield _scheduling(me, "schedules a transfer to their own", _own(me), count=5)
    yield from until(me, "is a customer of a bank that is out")
    yield _days_go_by(me, 2)


@errand(302)
def who_is_paid_by_a_series_is_trusted_no_more(me: "Person") -> Iterator[Want]:
    """So its days need a consent for which nobody is there to be asked."""
    other = me.another()
    payee = {"name": f"{other.name} Sample", "accountNumber": other.things["number"][0], "trusted": True, "acceptNoMatch": True}
    yield Want("trusts a payee", "POST", "/api/v1/payees", payee, {"payee": "payeeId"}, consented=True, granted=True)
    pays = {"fromAccountId": me.things["account"][0], "payeeId": me.need("payee")}
    yield _scheduling(me, "schedules payments to who is trusted", pays, amount="45.00", count=2)
    yield Want("forgets them", "DELETE", f"/api/v1/payees/{me.need('payee')}", keyed=False, granted=True)
    yield _days_go_by(me, 3, "FAILED", "FAILED")


@errand(303)
def the_money_comes_by_noon(me: "Person") -> Iterator[Want]:
    empty, full = me.things["account"][1], me.things["account"][0]
    yield _scheduling(me, "schedules what is not there yet", {"fromAccountId": empty, "toAccountId": full}, count=1)
    later = (_first_moment(me) - me.world.now()).total_seconds() + _AN_HOUR
    yield Want(
        "pays in at seven", "POST", "/deposit", {"accountId": empty, "amount": "90.00"}, granted=True, later=max(0.0, later)
    )
    yield _days_go_by(me, 2, "MADE")


@errand(304)
def other_terms_take_consent(me: "Person") -> Iterator[Want]:
    yield _scheduling(me, "schedules payments", _to_another(me))
    yield replace(_changing(me, 1), consented=True, granted=True)
    yield replace(_changing(me, 1), told="changes it as it was at first", refused="version_conflict")


@errand(305)
def who_is_paid_by_a_series_has_left(me: "Person") -> Iterator[Want]:
    other = me.another()
    left = other.things["account"][1]
    yield Want(f"{other.name} closes an account", "POST", f"/accounts/{left}/close", by=other, granted=True)
    pays = {"fromAccountId": me.things["account"][0], "toAccountId": left}
    yield replace(_scheduling(me, "schedules payments to who has left", pays), granted=False, refused="beneficiary_closed")


@errand(306)
def a_series_is_paused_while_it_is_changed(me: "Person") -> Iterator[Want]:
    yield _scheduling(me, "schedules a transfer to their own", _own(me), days=3)
    pauses = Want("pauses it", "POST", f"{_PATH}/{me.need('schedule')}/pause", keyed=False)
    me.world.wire.weather.aim("schedules.operations.change_schedule._write", me.quick(pauses))
    yield _changing(me, 1)


@errand(307)
def a_series_is_changed_while_it_is_paid(me: "Person") -> Iterator[Want]:
    """Its day is paid at once on the other terms, and whoever would pay it on the former does not try for long."""
    yield _scheduling(me, "schedules a transfer to their own", _own(me), count=1)
    latest = _first_moment(me) + _AT_ONCE
    me.world.wire.weather.aim("ledger.store.read_accounts", me.quick(_changing(me, 1, count=1)))
    yield _days_go_by(me, 2, "MADE")
    for each in me.world.doubles["stepfunctions"].executions.values() if me.town.calm else ():
        if me.need("schedule") in each.name and (each.stopped is None or each.stopped > latest):
            me.world.broken(f"{each.title} goes on until {each.stopped}")


@errand(308)
def three_days_are_not_paid(me: "Person") -> Iterator[Want]:
    empty, full = me.things["account"][1], me.things["account"][0]
    yield _scheduling(me, "schedules what is never there", {"fromAccountId": empty, "toAccountId": full})
    yield _days_go_by(me, 6)


@errand(309)
def a_series_is_changed_on_a_day_that_is_paid(me: "Person") -> Iterator[Want]:
    yield _scheduling(me, "schedules a transfer to their own", _own(me), days=0)
    yield Want("looks at the series", "GET", f"{_PATH}/{me.need('schedule')}", None, {"version": "version"}, later=60.0)
    yield _changing(me, me.need("version"), days=0)
    yield _days_go_by(me, 1)


@errand(310)
def banks_rest_on_the_first_day(me: "Person") -> Iterator[Want]:
    saturday = _next_saturday(me)
    terms: dict[str, Any] = {"startOn": saturday.isoformat(), "frequency": "once", "ifNotBusinessDay": "preceding"}
    yield _scheduling(me, "schedules for a day on which banks rest", _own(me), **terms)
    sunday = saturday + timedelta(days=1)
    terms = {"startOn": sunday.isoformat(), "frequency": "monthly", "dayOfMonth": saturday.day, "ifNotBusinessDay": "following"}
    yield _scheduling(me, "schedules for the day before it begins", _own(me), **terms)


@errand(311)
def a_series_is_paused_while_it_is_started_again(me: "Person") -> Iterator[Want]:
    """Both executions died; whoever resumes it has one under a name that no other had."""

    def execution_dies() -> None:
        dies(me, "schedules_run")

    asks_to_pause = None
    me.world.wire.weather.aim(_READS, execution_dies, asks_to_pause, execution_dies)
    yield _scheduling(me, "schedules a transfer to their own", _own(me), days=0, count=2)
    me.world.wire.weather.aim("schedules.operations.change_schedule._write", lambda: me.world.invoke(_SWEEP, {}))
    series = f"{_PATH}/{me.need('schedule')}"
    yield Want("pauses it", "POST", f"{series}/pause", keyed=False, later=_OVERDUE)
    yield Want("resumes it", "POST", f"{series}/resume", keyed=False)
    yield _days_go_by(me, 2, "MADE", "MADE")


@errand(312)
def a_frozen_account_is_to_pay_one_that_is_closed(me: "Person") -> Iterator[Want]:
    """It may be thawed; the other one stays closed."""
    empty, full = me.things["account"][1], me.things["account"][0]
    yield Want("closes the other account", "POST", f"/accounts/{empty}/close", granted=True)
    yield from frozen(full)
    pays = {"fromAccountId": full, "toAccountId": empty}
    yield replace(_scheduling(me, "schedules payments into it", pays), granted=False, refused="beneficiary_closed")


@errand(313)
def a_series_is_deleted_and_nobody_says_so(me: "Person") -> Iterator[Want]:
    """It has no key: it is tried again as the same transaction, so nobody takes it for another's."""
    yield _scheduling(me, "schedules a transfer to their own", _own(me), days=3)
    tries = clients.config_of("dynamodb").retries["total_max_attempts"]
    me.world.wire.weather.aim("schedules.operations.change_schedule._write", *["done and broken"] * tries)
    yield Want("deletes it", "DELETE", f"{_PATH}/{me.need('schedule')}", keyed=False, granted=True)


def _own(me: "Person") -> dict[str, str]:
    sender, receiver = me.things["account"][:2]
    return {"fromAccountId": sender, "toAccountId": receiver}


def _to_another(me: "Person") -> dict[str, str]:
    return {"fromAccountId": me.things["account"][0], "toAccountId": me.another().things["account"][0]}


def _scheduling(me: "Customer", told: str, between: dict[str, str], days: int = 1, **terms: Any) -> Want:
    return Want(told, "POST", _PATH, {**between, **_terms(me, days), **terms}, _KEEPS, granted=True)


def _changing(me: "Customer", version: int, days: int = 1, **terms: Any) -> Want:
    body = {"version": version, **_terms(me, days), "amount": "2.00", **terms}
    return Want("changes the series", "PUT", f"{_PATH}/{me.need('schedule')}", body, _KEEPS, keyed=False)


def _first_moment(me: "Customer") -> datetime:
    """Of a series that was made just now."""
    return clock.from_text(me.heard.body["nextRuns"][0]["at"]) if me.heard.accepted else me.world.now()


def _terms(me: "Customer", days: int) -> dict[str, Any]:
    first = f"{me.world.now() + timedelta(days=days):%Y-%m-%d}"
    return {"amount": "12.50", "startOn": first, "frequency": "daily", "timezone": "UTC"}


def _days_go_by(me: "Customer", days: float, *outcomes: str) -> Want:
    """Which come to that, in calm weather."""

    def wrong(body: dict[str, Any]) -> str:
        told = tuple(each["outcome"] for each in body["items"])
        is_expected = not outcomes or told == outcomes or not me.town.calm
        return "" if is_expected else f"is told {told} of days that came to {outcomes}"

    path = f"{_PATH}/{me.need('schedule')}/runs"
    return Want("looks what became of the days", "GET", path, later=days * _DAY, wrong=wrong)


def _next_saturday(me: "Customer") -> date:
    today = me.world.now().date()
    return today + timedelta(days=12 - today.weekday())
