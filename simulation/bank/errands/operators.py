"""What the bank's own people decide, and what they do about what failed. Numbers from 500 on."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import outbox, settings
from chalicelib.reconciliation.operations.redeliver import redeliver
from simulation.bank.errands.errand import errand
from simulation.bank.steps import WHY, with_money
from simulation.bank.tables import items
from simulation.bank.wants import WANTS, Want
from simulation.bank.wants.forgeries import NAMED, forged_order
from simulation.bank.wants.wanting import proposed_to

if TYPE_CHECKING:
    from simulation.bank.people import Person

_A_WHILE, _A_DAY, _TRIES_OF_A_CALL = 400.0, 86_400.0, 3


@errand(500)
def a_loan_is_rejected_that_waits_for_a_second_person(me: "Person") -> Iterator[Want]:
    yield _applies(me)
    yield replace(_approves(me), granted=True)
    yield replace(_rejects(me), granted=True)


@errand(501)
def a_loan_is_proposed_while_it_is_being_rejected(me: "Person") -> Iterator[Want]:
    yield _applies(me)
    me.world.wire.weather.aim("loans.operations.decide_loan._decide", me.quick(_approves(me)))
    yield _rejects(me)


@errand(502)
def a_loan_is_rejected_while_it_is_being_proposed(me: "Person") -> Iterator[Want]:
    yield _applies(me)
    me.world.wire.weather.aim("platform.approvals.propose", me.quick(_rejects(me)))
    yield _approves(me)


@errand(503)
def two_turn_a_proposal_down_at_once(me: "Person") -> Iterator[Want]:
    yield _applies(me)
    yield _approves(me)
    path = f"/admin/approvals/{me.need('lending approval')}/reject"
    turned_down = Want("is turned down", "POST", path, WHY, role="lending", keyed=False)
    me.world.wire.weather.aim("platform.approvals.decide", me.quick(replace(turned_down, colleague=True)))
    yield turned_down


@errand(504)
def somebody_forges_orders_of_payments(me: "Person") -> Iterator[Want]:
    body = {"walletId": me.need("wallet"), "merchant": "Bikes", "amount": "40.00"}
    yield Want("pays a merchant", "POST", "/payment", body, granted=True)
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
    for whose in NAMED:
        yield forged_order(me, whose)


@errand(505)
def risk_looks_at_what_the_screening_said(me: "Person") -> Iterator[Want]:
    yield _pays(me)
    if me.has("transfer"):  # it may have taken them too long to consent
        score = f"/api/v1/fraud/score/{me.need('transfer')}"
        yield Want("is looked at by risk", "GET", score, role="risk", granted=True)


@errand(506)
def somebody_forges_that_a_loan_was_paid_out(me: "Person") -> Iterator[Want]:
    yield _applies(me)
    forged = WANTS["forges an event"](me)
    assert forged is not None
    yield forged


@errand(507)
def the_interest_of_a_month_is_posted_in_time(me: "Person") -> Iterator[Want]:
    yield _applies(me, "1000.00")
    yield replace(_approves(me), granted=True)
    yield Want("lets a month pass", "GET", "/me", later=33 * _A_DAY)


@errand(508)
def a_series_begins_on_a_holiday_that_is_kept_on_the_monday(me: "Person") -> Iterator[Want]:
    yield _schedules(me, startOn="2027-07-05", frequency="weekly", ifNotBusinessDay="following")


@errand(509)
def the_answer_of_a_deposit_is_lost(me: "Person") -> Iterator[Want]:
    me.world.wire.weather.aim("banking.operations.begin_operation._begin", *["answer lost"] * _TRIES_OF_A_CALL)
    yield _deposits(me)


@errand(510)
def a_key_is_asked_about_when_its_payer_has_another_telephone(me: "Person") -> Iterator[Want]:
    body = {"fromAccountId": with_money(me), "merchant": "Bikes", "amount": "1.00"}
    yield Want("pays a merchant", "POST", "/api/v1/transactions/payment", body, granted=True)
    me.town.known_as(me.email, verified=["email"])


@errand(511)
def a_first_transaction_is_refused_while_they_are_frozen(me: "Person") -> Iterator[Want]:
    """And is answered so when they are thawed."""
    path, why = f"/admin/customers/{me.user_id}", {"reason": "A call"}
    yield Want("is frozen", "POST", f"{path}/freeze", why, role="support", keyed=False, granted=True)
    body = {"userId": me.user_id, "type": "credit", "amount": "1.00"}
    yield Want("credits their balance", "POST", "/transactions", body)
    yield Want("is thawed", "POST", f"{path}/unfreeze", why, role="support", keyed=False, granted=True)


@errand(512)
def an_entry_is_delivered_again_while_it_is_projected(me: "Person") -> Iterator[Want]:
    def again() -> None:
        redeliver(me.world.now() - timedelta(minutes=1), now=me.world.now())
        me.world.sleep(_A_WHILE / 40)

    me.world.wire.weather.aim("query.store.advance", again)
    yield _deposits(me)


@errand(513)
def nobody_can_say_whether_an_order_is_the_banks(me: "Person") -> Iterator[Want]:
    """While the database is busy: neither who is to carry it out, nor who keeps what was not."""

    def busy() -> None:
        raise RequestInProgress("The database is busy; try again")

    me.world.wire.weather.aim("platform.outbox.vouches_for", *[busy] * 6)
    yield _deposits(me)
    yield Want("lets some hours go by", "GET", "/me", later=_A_DAY / 4)


@errand(514)
def operations_look_at_what_a_request_went_through(me: "Person") -> Iterator[Want]:
    """At what was logged of it, and what began by it; nothing of another."""
    yield Want(
        "asks whether the bank is there", "HEAD", "/health", role="nobody", keyed=False, granted=True, wrong=_says_something
    )
    asked, path = me.world.now(), f"/card/{me.need('DEBIT')}"
    yield Want("asks for a report", "GET", f"{path}?format=csv", None, {"report": "reportId"}, granted=True)
    yield Want("asks for another", "GET", f"{path}?format=xlsx", granted=True)
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
    started = f"reports_report:{me.need('report')}"
    (correlation,) = (
        item["correlation_id"]
        for item in items(me.world, outbox.TABLE)
        if [f"{each.get('machine')}:{each.get('name')}" for each in item["deliveries"]] == [started]
    )
    _logs(me, correlation, asked)
    yield _traced(me, correlation, ["accepted"], [started])
    yield _traced(me, "another", [], [])


def _says_something(body: Any) -> str:
    return f"was told {body}" if body else ""


def _logs(me: "Person", correlation: str, at: datetime) -> None:
    """As the function behind the door does, of the request and of another."""
    for named in (correlation, f"{correlation} and more"):
        line = {"timestamp": f"{at:%Y-%m-%d %H:%M:%S},000+0000", "message": "accepted", "correlation_id": named}
        group = me.world.doubles["logs"].groups.setdefault(f"/aws/lambda/{settings.queue_name('').rstrip('-')}", [])
        group.append((int(at.timestamp() * 1000), json.dumps(line)))


def _traced(me: "Person", correlation: str, lines: list[str], began: list[str]) -> Want:
    def wrong(body: Any) -> str:
        told = [each["message"] for each in body["lines"]], [each["execution"] for each in body["executions"]]
        late = not me.town.calm and told == (lines, [])  # it began long after it was asked for
        return "" if late or told == (lines, began) else f"was told {told}, and it is {(lines, began)}"

    path = f"/admin/traces/{quote(correlation, safe='')}"
    return Want("has its trace looked at", "GET", path, role="operations", granted=True, wrong=wrong)


def _applies(me: "Person", amount: str = "20000.00") -> Want:
    """For more than one person of the bank lends, unless it is less."""
    body = {"walletId": me.need("wallet"), "amount": amount, "interestRate": "6.5", "termMonths": 12}
    return Want("applies for a loan", "POST", "/loan", body, {"loan": "loanId"}, granted=True)


def _approves(me: "Person") -> Want:
    path = f"/loan/{me.need('loan')}/approve"
    return Want("has the loan proposed", "POST", path, {"reason": "They are good"}, proposed_to("lending"), role="lending")


def _rejects(me: "Person") -> Want:
    path = f"/loan/{me.need('loan')}/reject"
    return Want("has the loan rejected", "POST", path, role="lending", colleague=True)


def _pays(me: "Person") -> Want:
    body = {"fromAccountId": with_money(me), "toAccountId": me.town.customers[1].things["account"][0], "amount": "1.00"}
    return Want("pays Ben", "POST", "/api/v1/transactions/transfer", body, {"transfer": "transactionId"}, granted=True)


def _schedules(me: "Person", **terms: str) -> Want:
    first, second = me.things["account"][:2]
    body = {"fromAccountId": first, "toAccountId": second, "amount": "1.00", "timezone": "UTC", **terms}
    return Want("schedules a transfer", "POST", "/api/v1/transactions/scheduled", body, granted=True)


def _deposits(me: "Person") -> Want:
    body = {"accountId": me.things["account"][0], "amount": "1.00"}
    return Want("deposits a little", "POST", "/deposit", body, granted=True)
