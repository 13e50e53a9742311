"""Transfers to other banks. Numbers from 340 on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel import clock
from simulation.bank.api import Request, ask
from simulation.bank.errands.errand import errand
from simulation.bank.steps import POSTING, TRANSFERS, listed
from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_SIMULATIONS = "/api/v1/simulations"
_ELSEWHERE = {"routingNumber": "021000021", "accountNumber": "00098712345678", "name": "Grace Hopper"}


@errand(340)
def who_pays_abroad_comes_onto_the_blacklist(me: "Person") -> Iterator[Want]:
    """Before the network takes it; and nobody pays them either."""
    yield _by_ach(me)
    yield from listed("customer", me.user_id)
    yield _taken(me)
    body = {"accountNumber": me.things["number"][0], "amount": "45.00", "sender": _ELSEWHERE}
    path = f"{_SIMULATIONS}/inbound-ach-transfers"
    yield Want("gets money from another bank", "POST", path, body, role="operations", refused="declined_by_policy")


@errand(341)
def a_worker_dies_with_money_for_abroad(me: "Person") -> Iterator[Want]:
    """It is taken, and its network does not have it: when the network's time comes it goes on."""
    yield _by_ach(me)
    taken = _taken(me)

    def dies() -> None:
        me.world.wire.weather.aim(POSTING, "killed after")
        ask(me.world, me.about("asks once"), Request(taken.method, taken.path), me.asking(taken))

    yield Want("has somebody die with it", act=dies, keyed=False)
    path, body = f"{_SIMULATIONS}/clock", {"at": clock.to_text(me.world.now() + timedelta(days=3))}
    comes = Want("has the network's time come", "POST", path, body, role="operations", keyed=False, granted=True)
    yield replace(comes, audited=me.town.calm)


def _by_ach(me: "Person") -> Want:
    body = {"fromAccountId": me.things["account"][0], "amount": "45.00", "external": _ELSEWHERE | {"network": "ach"}}
    keeps = {"ach": "transactionId"}
    return Want("pays somebody at another bank", "POST", f"{TRANSFERS}/transfer", body, keeps, granted=True)


def _taken(me: "Person") -> Want:
    path = f"{_SIMULATIONS}/ach-transfers/{me.need('ach')}/submit"
    return Want("has the network take it", "POST", path, role="operations", keyed=False)
