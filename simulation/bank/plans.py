"""What somebody wants in an order of its own, since the end of it is a moment that wants, each for itself, seldom meet: somebody goes
while something of theirs is under way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.wants import WANTS, Lacks, Want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer
    from simulation.bank.people import Person

Plan = Callable[["Person"], Iterator[Want]]
PLANS: dict[str, Plan] = {}
_MOST_STEPS, _A_WHILE = 24, 400.0
_FRAUD, _TRANSFERS, _WHY = "/api/v1/fraud", "/api/v1/transactions", {"reason": "It was looked into"}


def plan(planned: Plan) -> Plan:
    PLANS[planned.__name__.replace("_", " ")] = planned
    return planned


def _until(me: "Person", name: str) -> Iterator[Want]:
    """What it takes first, and then it."""
    for _ in range(_MOST_STEPS):
        try:
            found, there = WANTS[name](me), True
        except Lacks:
            found, there = me.towards(name, ("a plan",)), False
        if found is None:
            return
        yield found
        if there:
            return


@plan
def money_goes_abroad(me: "Person") -> Iterator[Want]:
    """While its payer is frozen or gone, or who pays is on the blacklist; and it comes back, perhaps too late."""
    yield from _until(me, "pays by ach")
    yield from _meanwhile(me, ("nothing", "nothing", "is frozen", "is listed", "calls it off"), me.need("ach"))
    yield WANTS["the ach network takes"](me) or _nothing()
    if me.pick("settles", (True, False)):
        yield WANTS["the ach network settles"](me) or _nothing()
    yield from _meanwhile(me, ("nothing", "leaves"), me.need("ach"))
    late = me.has("settled") and me.pick("comes back", (False, True))
    yield WANTS["the ach network returns too late" if late else "the ach network returns"](me) or _nothing()


@plan
def a_payment_is_held(me: "Person") -> Iterator[Want]:
    """And decided about, while its payer calls it off, or who is paid is gone or on the blacklist."""
    yield from _until(me, "is held by a rule")
    yield from _until(me, "takes a case")
    held, case = me.need("held transfer"), me.need("taken case")
    yield from _meanwhile(me, ("nothing", "nothing", "payee leaves", "payee is listed", "calls it off"), held)
    body, path = {"transactionId": held, **_WHY}, f"{_FRAUD}/cases/{case}"
    keeps = {"approval": "approvalId", "risk approval": "approvalId"}
    decline = Want("declines a held payment", "POST", f"{path}/decline", body, role="risk", keyed=False)
    calls_off = Want("calls it off at once", "POST", f"{_TRANSFERS}/{held}/cancel")
    yield Want("proposes to let it go on", "POST", f"{path}/approve", body, keeps, role="risk", keyed=False)
    approves = Want(
        "lets it go on",
        "POST",
        f"/admin/approvals/{me.need('risk approval')}/approve",
        _WHY,
        role="risk",
        colleague=True,
        keyed=False,
    )
    yield replace(approves, beside=me.pick("at once", ((), (calls_off,), (decline,), (calls_off, decline))))
    yield decline


@plan
def a_crowd_pays(me: "Person") -> Iterator[Want]:
    """One account, so that some are held until their turn comes; and calls off what it can."""
    name = me.pick("pays", ("pays somebody", "transfers to their own"))
    yield from _until(me, name)
    first = WANTS[name](me)
    if first is not None:
        asked = replace(first, body={**first.body, "amount": "1.00"})
        yield replace(asked, beside=(asked,) * 5)
        me.need("transfer")
        called = [Want("calls one off", "POST", f"{_TRANSFERS}/{each}/cancel") for each in me.things["transfer"][-6:]]
        yield replace(called[0], beside=tuple(called[1:]))


def _meanwhile(me: "Person", what: tuple[str, ...], transfer: str) -> Iterator[Want]:
    """What happens while it is under way."""
    happens = me.pick("meanwhile", what)
    if happens == "is frozen":
        path = f"/accounts/{me.need('account')}/freeze"
        yield Want("has an account frozen", "POST", path, {"reason": "A call"}, role="support", keyed=False)
    elif happens == "is listed":
        yield from _listed("customer", me.user_id)
    elif happens == "calls it off":
        yield Want("calls a transfer off", "POST", f"{_TRANSFERS}/{transfer}/cancel")
    elif happens == "payee is listed":
        yield from _listed("account", me.anothers("account"))
    elif happens in ("leaves", "payee leaves"):
        yield from _leaves(me if happens == "leaves" else me.another())


def _listed(kind: str, value: str) -> Iterator[Want]:
    body = {"kind": kind, "value": value, **_WHY}
    yield Want(f"is put on the blacklist: {kind}", "POST", f"{_FRAUD}/blacklist", body, role="risk")
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)


def _leaves(who: "Customer") -> Iterator[Want]:
    """Takes all that they have and closes their accounts."""
    for account in list(who.things["account"]):
        found = who.world.doubles["dynamodb"].item("ledger-accounts", who.user_id, account)
        left = found["available"] if found else 0
        if left:
            body = {"accountId": account, "amount": f"{left // 100}.{left % 100:02}"}
            yield Want(f"{who.name} takes all out", "POST", "/withdraw", body, by=who)
            yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
        yield Want(f"{who.name} leaves", "POST", f"/accounts/{account}/close", by=who)


def _nothing() -> Want:
    return Want("looks", "GET", "/me")
