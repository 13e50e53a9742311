"""What the networks to other banks take, settle and bring back. Numbers from 230 on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.errands.errand import errand
from simulation.bank.steps import TRANSFERS, frozen, leaves, refused
from simulation.bank.wants import WANTS, Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_SIMULATIONS = "/api/v1/simulations"
_A_WHILE, _DAY = 400.0, 86_400.0
_WORKING_HOURS = 7 * 3600.0  # from when people come until the wire desk is open


def _sends(me: "Person", network: str = "ach") -> Want:
    """Out of the first account, to another bank."""
    asked = WANTS[f"pays by {network}"](me)
    assert asked is not None
    body = {**asked.body, "fromAccountId": me.things["account"][0], "amount": "1.00"}
    return replace(asked, told=f"pays somebody at another bank by {network}", body=body, granted=True)


def _carried(me: "Person", step: str, network: str = "ach") -> Want:
    path = f"{_SIMULATIONS}/{network}-transfers/{me.need(network)}/{step}"
    return Want(f"has its network {step} it", "POST", path, role="operations", keyed=False, granted=True)


def _returned(me: "Person", network: str = "ach") -> Want:
    path = f"{_SIMULATIONS}/ach-transfers/{me.need(network)}/return"
    return Want("has its network return it", "POST", path, {"code": "R03"}, role="operations", keyed=False)


@errand(230)
def who_sends_is_not_known_by_documents(me: "Person") -> Iterator[Want]:
    """Any more."""
    me.town.known_as(me.email, kyc_level="")
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
    yield refused(_sends(me), "kyc_required")


@errand(231)
def two_have_the_network_take_a_transfer(me: "Person") -> Iterator[Want]:
    yield _sends(me)
    me.world.wire.weather.aim("networks.store.taken", me.quick(_carried(me, "submit")))
    yield _carried(me, "submit")


@errand(232)
def an_account_is_frozen_before_the_network_takes(me: "Person") -> Iterator[Want]:
    yield _sends(me)
    yield from frozen(me.things["account"][0])
    yield _carried(me, "submit")


@errand(233)
def money_comes_back_to_who_has_left(me: "Person") -> Iterator[Want]:
    yield _sends(me)
    yield _carried(me, "submit")
    yield _carried(me, "settle")
    yield from leaves(me)
    yield replace(_returned(me), granted=True)


@errand(234)
def money_comes_back_too_late(me: "Person") -> Iterator[Want]:
    yield _sends(me)
    yield _carried(me, "submit")
    yield _carried(me, "settle")
    yield refused(replace(_returned(me), later=12 * _DAY), "untimely_return")


@errand(235)
def a_wire_does_not_come_back(me: "Person") -> Iterator[Want]:
    """It goes at once while the desk is open."""
    yield replace(_sends(me, "wire"), later=_WORKING_HOURS)
    sent = f"{TRANSFERS}/{me.need('wire')}"
    yield Want("looks whether it went", "GET", sent, later=60.0)
    if me.town.calm and me.heard.body["status"] != "SUBMITTED":
        me.world.broken(f"{me.name}'s wire is {me.heard.body['status']} while the desk is open")
    yield _carried(me, "complete", "wire")
    yield refused(_returned(me, "wire"), "not_returnable")


@errand(236)
def the_other_bank_says_twice_that_it_comes_back(me: "Person") -> Iterator[Want]:
    yield _sends(me)
    yield _carried(me, "submit")
    yield _carried(me, "settle")
    me.world.wire.weather.aim("ledger.store.read_accounts", me.quick(replace(_returned(me), granted=True)))
    yield refused(_returned(me), "already_returned")


@errand(237)
def what_came_from_another_bank_is_not_given_back(me: "Person") -> Iterator[Want]:
    asked = WANTS["gets money from another bank"](me)
    assert asked is not None
    yield replace(asked, granted=True)
    path = f"{TRANSFERS}/{me.need('transfer from another bank')}/reverse"
    yield refused(Want("would give it back", "POST", path, {"reason": "A mistake"}, keyed=False), "not_reversible")


@errand(238)
def a_key_is_used_for_another_account_elsewhere(me: "Person") -> Iterator[Want]:
    yield (first := _sends(me))
    me.need("ach")
    other = {**first.body["external"], "accountNumber": "11112222"}
    changed = replace(first, told="pays another account", body={**first.body, "external": other})
    me.ask_again(refused(changed, "idempotency_key_reused"))


@errand(239)
def the_network_is_not_reached_when_the_money_is_taken(me: "Person") -> Iterator[Want]:
    yield _sends(me)
    me.world.wire.weather.aim("networks.store.taken", "unreachable")
    yield replace(_carried(me, "submit"), granted=False)
