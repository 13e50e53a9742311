"""What is held for a person, and what many pay at once. Numbers from 360 on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.errands.errand import errand
from simulation.bank.steps import FRAUD, IN_LINE_SECONDS, POSTING, TRANSFERS, WHY, in_a_crowd, listed, ruled
from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_CREDITS = "transfers.store.find_transfers"
_A_MINUTE = 60.0


@errand(360)
def who_stands_in_a_crowd_calls_it_off(me: "Person") -> Iterator[Want]:
    """Too late: it is credited at that moment."""
    yield in_a_crowd(me, me.another().things["account"][0])
    me.world.wire.weather.aim(POSTING, lambda: me.world.sleep(IN_LINE_SECONDS))
    yield _calls_off(me)


@errand(361)
def who_is_paid_by_a_crowd_leaves(me: "Person") -> Iterator[Want]:
    other = me.another()
    left = other.things["account"][1]
    leaves = Want(f"has {other.name} close an account", "POST", f"/accounts/{left}/close", by=other)
    me.world.wire.weather.aim(_CREDITS, me.quick(leaves))
    yield in_a_crowd(me, left)


@errand(362)
def who_pays_themselves_in_a_crowd_calls_it_off(me: "Person") -> Iterator[Want]:
    me.world.wire.weather.aim(_CREDITS, "killed before")
    yield in_a_crowd(me, me.things["account"][1])
    yield _calls_off(me)


@errand(363)
def who_is_paid_by_a_crowd_comes_onto_the_blacklist(me: "Person") -> Iterator[Want]:
    """While the money waits in its queue."""
    other = me.another()
    me.world.wire.weather.aim(_CREDITS, "killed before", "killed before")
    yield in_a_crowd(me, other.things["account"][0])
    yield from listed("customer", other.user_id)


@errand(364)
def who_is_held_comes_onto_the_blacklist(me: "Person") -> Iterator[Want]:
    """Before a second person lets the payment go on."""
    yield from _rule(me, "payment")
    body = {"fromAccountId": me.things["account"][0], "merchant": "Bikes", "amount": "45.00"}
    yield Want("pays a merchant", "POST", f"{TRANSFERS}/payment", body, {"held": "transactionId"}, granted=True)
    yield from _proposed(me)
    yield from listed("customer", me.user_id)
    yield replace(_approved(me), granted=False, refused="declined_by_policy")


@errand(365)
def cash_is_given_when_somebody_has_looked(me: "Person") -> Iterator[Want]:
    yield from _rule(me, "withdrawal")
    body = {"accountId": me.things["account"][0], "amount": "45.00"}
    yield Want("withdraws", "POST", "/withdraw", body, {"held": "operationId"}, granted=True)
    yield from _proposed(me)
    yield _approved(me)


@errand(366)
def a_wallet_has_nowhere_to_wait(me: "Person") -> Iterator[Want]:
    yield from _rule(me, "debit")
    path = f"/wallet/{me.need('wallet')}/debit"
    yield Want("debits the wallet", "POST", path, {"amount": "45.00"}, refused="under_review")


def _rule(me: "Person", kind: str) -> Iterator[Want]:
    """From now on payments of a kind are looked at."""
    return ruled(me, {"eq": ["kind", kind]})


def _proposed(me: "Person") -> Iterator[Want]:
    """Whoever has the case would let go on what is held."""
    path = f"{FRAUD}/cases"
    yield Want("has a case", "GET", f"{path}?status=OPEN", None, {"case": "items.*.caseId"}, role="risk", later=_A_MINUTE)
    case, body = me.need("case"), {"transactionId": me.need("held"), **WHY}
    yield Want("has the case taken", "POST", f"{path}/{case}/assign", {}, role="risk", keyed=False, granted=True)
    proposes = Want("is to be let go on", "POST", f"{path}/{case}/approve", body, {"approval": "approvalId"}, role="risk")
    yield replace(proposes, keyed=False, granted=True)


def _approved(me: "Person") -> Want:
    path = f"/admin/approvals/{me.need('approval')}/approve"
    return Want("is let go on", "POST", path, WHY, role="risk", colleague=True, keyed=False, granted=True)


def _calls_off(me: "Person") -> Want:
    return Want("calls it off", "POST", f"{TRANSFERS}/{me.need('transfer')}/cancel")
