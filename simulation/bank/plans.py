"""What somebody wants in an order of its own, since the end of it is a moment that wants, each for itself, seldom meet: somebody goes
while something of theirs is under way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.steps import FRAUD, TRANSFERS, WHY, frozen, leaves, listed, until
from simulation.bank.wants import WANTS, Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

Plan = Callable[["Person"], Iterator[Want]]
PLANS: dict[str, Plan] = {}


def plan(planned: Plan) -> Plan:
    PLANS[planned.__name__.replace("_", " ")] = planned
    return planned


@plan
def money_goes_abroad(me: "Person") -> Iterator[Want]:
    """While its payer is frozen or gone, or who pays is on the blacklist; and it comes back, perhaps too late."""
    yield from until(me, "pays by ach")
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
    yield from until(me, "is held by a rule")
    yield from until(me, "takes a case")
    held, case = me.need("held transfer"), me.need("taken case")
    yield from _meanwhile(me, ("nothing", "nothing", "payee leaves", "payee is listed", "calls it off"), held)
    body, path = {"transactionId": held, **WHY}, f"{FRAUD}/cases/{case}"
    keeps = {"approval": "approvalId", "risk approval": "approvalId"}
    decline = Want("declines a held payment", "POST", f"{path}/decline", body, role="risk", keyed=False)
    calls_off = Want("calls it off at once", "POST", f"{TRANSFERS}/{held}/cancel")
    yield Want("proposes to let it go on", "POST", f"{path}/approve", body, keeps, role="risk", keyed=False)
    approves = Want(
        "lets it go on",
        "POST",
        f"/admin/approvals/{me.need('risk approval')}/approve",
        WHY,
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
    yield from until(me, name)
    first = WANTS[name](me)
    if first is not None:
        asked = replace(first, body={**first.body, "amount": "1.00"})
        yield replace(asked, beside=(asked,) * 5)
        me.need("transfer")
        called = [Want("calls one off", "POST", f"{TRANSFERS}/{each}/cancel") for each in me.things["transfer"][-6:]]
        yield replace(called[0], beside=tuple(called[1:]))


def _meanwhile(me: "Person", what: tuple[str, ...], transfer: str) -> Iterator[Want]:
    """What happens while it is under way."""
    happens = me.pick("meanwhile", what)
    if happens == "is frozen":
        yield from frozen(me.need("account"))
    elif happens == "is listed":
        yield from listed("customer", me.user_id)
    elif happens == "calls it off":
        yield Want("calls a transfer off", "POST", f"{TRANSFERS}/{transfer}/cancel")
    elif happens == "payee is listed":
        yield from listed("account", me.anothers("account"))
    elif happens in ("leaves", "payee leaves"):
        yield from leaves(me if happens == "leaves" else me.another())


def _nothing() -> Want:
    return Want("looks", "GET", "/me")
