"""What the bank's own people decide, and what they do about what failed. Numbers from 500 on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.errands.errand import errand
from simulation.bank.steps import WHY
from simulation.bank.wants import Want
from simulation.bank.wants.forgeries import NAMED, forged_order
from simulation.bank.wants.wanting import proposed_to

if TYPE_CHECKING:
    from simulation.bank.people import Person

_A_WHILE = 400.0

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


def _applies(me: "Person") -> Want:
    """For more than one person of the bank lends."""
    body = {"walletId": me.need("wallet"), "amount": "20000.00", "interestRate": "6.5", "termMonths": 12}
    return Want("applies for a large loan", "POST", "/loan", body, {"loan": "loanId"}, granted=True)


def _approves(me: "Person") -> Want:
    path = f"/loan/{me.need('loan')}/approve"
    return Want("has the loan proposed", "POST", path, {"reason": "They are good"}, proposed_to("lending"), role="lending")


def _rejects(me: "Person") -> Want:
    path = f"/loan/{me.need('loan')}/reject"
    return Want("has the loan rejected", "POST", path, role="lending", colleague=True)
