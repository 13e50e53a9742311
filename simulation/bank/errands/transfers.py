"""Transfers to others at this bank, their consent, payees and limits. Numbers from 200 on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.errands.errand import errand
from simulation.bank.steps import FRAUD, WHY, leaves, listed, ruled
from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_PATH = "/api/v1/transactions"


def _pays(me: "Person", told: str = "pays Ben", amount: str = "1.00", **more: object) -> Want:
    """Somebody else, out of the first account."""
    ben = me.town.customers[1]
    target = {} if more.keys() & {"toAccountNumber", "payeeId", "external"} else {"toAccountId": ben.things["account"][0]}
    body = {"fromAccountId": me.things["account"][0], "amount": amount, **target, **more}
    return Want(told, "POST", f"{_PATH}/transfer", body, {"transfer": "transactionId"}, granted=True)


def _held(me: "Person") -> Iterator[Want]:
    """A payment that a person of the bank has taken to look at."""
    yield from ruled(me, {"eq": ["payeeAccount", me.town.customers[1].things["account"][0]]})
    yield _pays(me, "pays Ben, and is looked at")
    yield Want(
        "looks at the cases", "GET", f"{FRAUD}/cases?status=OPEN", None, {"case": "items.*.caseId"}, role="risk", granted=True
    )
    yield Want("takes the case", "POST", f"{FRAUD}/cases/{me.need('case')}/assign", {}, role="risk", keyed=False, granted=True)


def _deciding(me: "Person", verb: str) -> Want:
    """What whoever has the case says of it."""
    body = {"transactionId": me.need("transfer"), **WHY}
    path, keeps = f"{FRAUD}/cases/{me.need('case')}/{verb}", {"approval": "approvalId"}
    return Want(f"wants to {verb} the payment", "POST", path, body, keeps, role="risk", keyed=False)


def _approving(me: "Person") -> Want:
    path = f"/admin/approvals/{me.need('approval')}/approve"
    return Want("lets it go on", "POST", path, WHY, role="risk", colleague=True, keyed=False)


def _calling_off(me: "Person") -> Want:
    return Want("calls it off", "POST", f"{_PATH}/{me.need('transfer')}/cancel")


@errand(200)
def who_is_paid_is_on_the_blacklist_and_who_pays_on_the_whitelist(me: "Person") -> Iterator[Want]:
    ben = me.town.customers[1]
    yield from listed("account", ben.things["account"][0])
    body = {"kind": "customer", "value": me.user_id, **WHY}
    yield Want("is put on the whitelist", "POST", f"{FRAUD}/whitelist", body, role="risk", granted=True)
    yield replace(_pays(me), granted=False, refused="declined_by_policy")


@errand(201)
def a_payment_is_held_and_declined(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    path, back = f"{_PATH}/{me.need('transfer')}/reverse", {"reason": "A mistake"}
    yield Want("would have staff take it back", "POST", path, back, role="operations", keyed=False, refused="not_reversible")
    for rehearsing in ("decline", "decline?dryRun=true"):
        yield replace(_deciding(me, rehearsing), colleague=True, refused="case_not_yours")
    yield replace(_deciding(me, "approve"), granted=True)
    yield replace(_deciding(me, "decline"), granted=True)


@errand(202)
def a_payment_that_is_held_is_called_off(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield replace(_calling_off(me), granted=True)


@errand(203)
def a_payment_goes_on_while_its_payer_calls_it_off(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield replace(_deciding(me, "approve"), granted=True)
    me.world.wire.weather.aim("ledger.store.read_accounts", me.quick(replace(_approving(me), granted=True)))
    yield replace(_calling_off(me), refused="not_cancellable")
    yield Want(
        "would call it off", "POST", f"{_PATH}/{me.need('transfer')}/cancel?dryRun=true", keyed=False, refused="not_cancellable"
    )


@errand(204)
def who_is_paid_has_left_while_the_bank_looks(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield from leaves(me.town.customers[1])
    yield replace(_deciding(me, "approve"), granted=True)
    yield replace(_approving(me), granted=True)
