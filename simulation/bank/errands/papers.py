"""Statements and reports. Numbers from 450 on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel import clock
from chalicelib.statements.operations.seal_statements import seal_statements
from chalicelib.statements.store import TABLE
from simulation.bank.errands.errand import errand
from simulation.bank.tables import items, keep
from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_UNTIL_IT_FAILED, _HALF_AN_HOUR = 20.0, 1_800.0


def _buys(me: "Person") -> Want:
    body = {"cardId": me.need("DEBIT"), "merchant": "Bakery", "amount": "0.10"}
    return Want("buys bread", "POST", "/transactions/purchase", body, granted=True)


def _saves(me: "Person") -> Want:
    return Want("saves on the card", "POST", f"/transactions/save/{me.need('DEBIT')}", {"amount": "100.00"}, granted=True)


def _report(me: "Person", since: str = "") -> Want:
    path = f"/card/{me.need('DEBIT')}?format=csv{since and f'&start={since}'}"
    return Want("asks for a report", "GET", path, keeps={"report": "reportId"}, granted=True)


def _statement(me: "Person", days: int = 0) -> Want:
    """From the first of this month to today, or so many days later."""
    now = me.world.now()
    path = f"/api/v1/accounts/{me.need('account')}/statement?from={now:%Y-%m-01}&to={now + timedelta(days=days):%Y-%m-%d}"
    return Want("asks for a statement", "GET", f"{path}&format=csv", keeps={"statement": "statementId"}, granted=True)


def _errors() -> Want:
    return Want("looks at the errors", "GET", "/admin/errors", None, {"error": "items.*.errorId"}, role="operations")


def _once_more(me: "Person") -> Want:
    return Want("has it done once more", "POST", f"/admin/errors/{me.need('error')}/retry", role="operations", keyed=False)


def _waits(seconds: float = _HALF_AN_HOUR) -> Want:
    return Want("lets some time go by", "GET", "/me", later=seconds)


def _waits_until(me: "Person", month: int, day: int, hour: int = 0, minute: int = 0) -> Want:
    moment = datetime(2027, month, day, hour, minute, tzinfo=UTC)
    return _waits(max((moment - me.world.now()).total_seconds(), 0))


@errand(450)
def more_is_bought_while_a_report_is_built(me: "Person") -> Iterator[Want]:
    yield _saves(me)
    yield _buys(me)
    yield _waits()
    since = clock.to_text(me.world.now())
    yield _buys(me)
    me.world.wire.weather.aim("reports.store.find_report", me.quick(_buys(me)))
    yield _report(me, since)


@errand(451)
def a_report_that_is_ready_is_built_again_in_vain(me: "Person") -> Iterator[Want]:
    """Since its mail did not go."""
    aim = me.world.wire.weather.aim
    aim("reports_report.MailLink", *("unreachable",) * 30)
    yield _report(me)
    yield _waits()
    aim("reports_report.MailLink")
    yield _errors()
    aim("reports.store.find_report", *("killed before",) * 4)
    yield _once_more(me)
    yield _waits()


def _fails(me: "Person", store: str) -> None:
    """Whatever the machine tries next of it."""
    me.world.wire.weather.aim(store, *("killed before",) * 4)


def _in_vain(me: "Person", store: str, asks: Want) -> Callable[[], None]:
    """Somebody is quicker, and it fails once more."""

    def quicker() -> None:
        _fails(me, store)
        me.quick(asks)()
        me.world.sleep(_UNTIL_IT_FAILED)

    return quicker


@errand(452)
def two_ask_again_for_a_report_that_failed(me: "Person") -> Iterator[Want]:
    aim = me.world.wire.weather.aim
    _fails(me, "reports.store.find_report")
    yield _report(me)
    yield _waits()
    aim("reports.operations.request_report._ask_again", me.quick(_report(me)))
    yield _report(me)


@errand(453)
def a_report_fails_again_while_one_asks_for_it_again(me: "Person") -> Iterator[Want]:
    _fails(me, "reports.store.find_report")
    yield _report(me)
    yield _waits()

    quicker = _in_vain(me, "reports.store.find_report", _report(me))
    me.world.wire.weather.aim("reports.operations.request_report._ask_again", quicker)
    yield _report(me)


@errand(454)
def two_ask_again_for_a_statement_that_failed(me: "Person") -> Iterator[Want]:
    """And the quicker one's fails, too."""
    asks = _statement(me)
    _fails(me, "statements.store.find_statement")
    yield asks
    yield _waits()

    quicker = _in_vain(me, "statements.store.find_statement", asks)
    me.world.wire.weather.aim("statements.operations.request_statement._ask_again", quicker)
    yield asks


@errand(455)
def staff_have_a_statement_made_while_one_asks_for_it_again(me: "Person") -> Iterator[Want]:
    asks = _statement(me)
    _fails(me, "statements.store.find_statement")
    yield asks
    yield _waits()
    yield _errors()

    def made_meanwhile() -> None:
        me.quick(_once_more(me))()
        me.world.sleep(_UNTIL_IT_FAILED)

    me.world.wire.weather.aim("statements.operations.request_statement._ask_again", made_meanwhile)
    yield asks


@errand(456)
def a_day_begins_later_where_one_lives(me: "Person") -> Iterator[Want]:
    body = {"timezone": "America/Bogota"}
    yield Want("moves to Bogota", "PUT", f"/profile/{me.user_id}", body, keyed=False, granted=True)
    yield _waits_until(me, 1, 5, 2)
    yield replace(_statement(me), granted=False, refused="invalid_request")
    yield _statement(me, -1)


@errand(457)
def a_month_has_just_ended(me: "Person") -> Iterator[Want]:
    yield _waits_until(me, 2, 1, 0, 20)


@errand(458)
def a_month_follows_another(me: "Person") -> Iterator[Want]:
    yield _waits_until(me, 2, 2)
    yield Want("pays in", "POST", "/deposit", {"accountId": me.need("account"), "amount": "20.00"}, granted=True)
    yield _waits_until(me, 3, 1, 2)
    yield _seals()


def _seals() -> Want:
    return Want("waits while an operator seals what is due", act=lambda: seal_statements(0, 1, now=clock.now()), keyed=False)


def _move(me: "Person", address: str) -> list[Want]:
    return [
        Want(f"{each.name} moves to {address}", "PUT", f"/profile/{each.user_id}", {"address": address}, by=each, keyed=False)
        for each in me.town.customers
    ]


def _moving_while_it_is_sealed(me: "Person", meanwhile: Callable[[], object] = lambda: None) -> None:
    """Everybody moves once a function was killed that had written a first file, and before that is built again."""
    moving = [me.quick(each) for each in _move(me, "1 Main Street")]

    def move() -> None:
        meanwhile()
        if not moving:
            me.world.sleep(1)
        while moving:
            moving.pop()()

    me.world.wire.weather.aim("statements.store.find_statement", meanwhile, *(move,) * 12)
    me.world.wire.weather.aim("statements.store._seal", "killed after")


@errand(459)
def people_move_while_their_month_is_sealed(me: "Person") -> Iterator[Want]:
    _moving_while_it_is_sealed(me)
    yield _waits_until(me, 2, 1, 2)
    yield _seals()


@errand(460)
def what_an_older_release_sealed_is_built_otherwise(me: "Person") -> Iterator[Want]:
    """It did not keep who had the account; so what is there differs until they move back, which a storm may keep them from."""
    if not me.town.calm:
        return
    yield from _move(me, "2 Side Street")

    def forget() -> None:
        for row in items(me.world, TABLE):
            if row.pop("holder", None):
                keep(me.world, TABLE, row)

    _moving_while_it_is_sealed(me, forget)
    yield _waits_until(me, 2, 1, 2)
    yield _seals()
    yield _waits()
    yield from _move(me, "2 Side Street")
