"""Money to other banks and from there: the networks take it, settle it, and bring it back."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel import clock
from simulation.bank.wants.transfers import AMOUNTS, KEEPS, PATH, paying
from simulation.bank.wants.wanting import Want, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

_SIMULATIONS, _DAY = "/api/v1/simulations", 86_400.0
_ABROAD = {"routingNumber": "021000021", "accountNumber": "00098712345678", "name": "Grace Hopper"}


@want("transfer", "ach")
def pays_by_ach(me: "Customer") -> Want:
    me.need("approved submission")
    return _by_ach(me, "pays somebody at another bank")


@want("transfer")
def pays_by_ach_as_they_are(me: "Customer") -> Want:
    """Whether the bank knows them well enough or not."""
    return _by_ach(me, "pays somebody at another bank, whoever they are")


@want()
def sends_words_to_another_bank(me: "Customer") -> Want:
    asked = _by_ach(me, "pays somebody at another bank with a message")
    return Want(asked.told, "POST", asked.path, {**asked.body, "messageToPayee": "For May"}, barred=True)


def _by_ach(me: "Customer", told: str) -> Want:
    network = {"network": "ach", "sameDay": me.pick("same day", (False, True))}
    return paying(me, told, {"external": _ABROAD | network}, {**KEEPS, "ach": "transactionId"})


@want("transfer", "wire")
def pays_by_wire(me: "Customer") -> Want:
    me.need("approved submission")
    return paying(me, "pays by wire", {"external": _ABROAD | {"network": "wire"}}, {**KEEPS, "wire": "transactionId"})


@want("payee elsewhere")
def keeps_a_payee_elsewhere(me: "Customer") -> Want:
    me.need("proven email")
    body = {"name": "Grace Hopper", "external": _ABROAD | {"network": "ach"}}
    keeps = {"payee elsewhere": "payeeId"}
    return Want("keeps a payee at another bank", "POST", "/api/v1/payees", body, keeps, consented=True)


@want("transfer", "ach")
def pays_a_payee_elsewhere(me: "Customer") -> Want:
    me.need("approved submission")
    target = {"payeeId": me.need("payee elsewhere")}
    return paying(me, "pays a payee at another bank", target, {**KEEPS, "ach": "transactionId"})


@want("returned")
def the_ach_network_returns(me: "Customer") -> Want:
    return _returned(me, "return", me.need("ach"))


@want("returned")
def the_ach_network_returns_too_late(me: "Customer") -> Want:
    return _returned(me, "return, days after it settled,", me.need("settled"), later=12 * _DAY)


@want()
def the_wire_network_returns(me: "Customer") -> Want:
    path = f"{_SIMULATIONS}/ach-transfers/{me.need('submitted wire')}/return"
    return Want("has a wire returned", "POST", path, {"code": "R03"}, role="operations", keyed=False, barred=True)


def _returned(me: "Customer", told: str, transfer: str, later: float = 0.0) -> Want:
    path = f"{_SIMULATIONS}/ach-transfers/{transfer}/return"
    asked = Want(
        f"has the network {told} a transfer", "POST", path, {"code": "R03"}, {"returned": "transactionId"}, "operations",
        keyed=False, once=True, later=later, audited=True,
    )  # fmt: skip
    return asked if me.pick("returned", ("once", "twice")) == "once" else replace(asked, beside=(replace(asked, later=0.0),))


@want("submitted")
def the_ach_network_takes(me: "Customer") -> Want:
    return _by_network(me, "take", f"ach-transfers/{me.need('ach')}/submit", gives="submitted")


@want("settled")
def the_ach_network_settles(me: "Customer") -> Want:
    return _by_network(me, "settle", f"ach-transfers/{me.need('submitted')}/settle", gives="settled")


@want("submitted wire")
def the_wire_network_takes(me: "Customer") -> Want:
    return _by_network(me, "take", f"wire-transfers/{me.need('wire')}/submit", gives="submitted wire")


@want()
def the_wire_network_settles(me: "Customer") -> Want:
    return _by_network(me, "settle", f"wire-transfers/{me.need('submitted wire')}/complete")


def _by_network(me: "Customer", told: str, path: str, gives: str = "") -> Want:
    keeps = {gives: "transactionId"} if gives else {}
    return Want(f"has the network {told} a transfer", "POST", f"{_SIMULATIONS}/{path}", None, keeps, "operations", keyed=False)


@want("transfer from another bank")
def gets_money_from_another_bank(me: "Customer") -> Want:
    body = {"accountNumber": me.need("number"), "amount": me.pick("amount", AMOUNTS), "sender": _ABROAD}
    path, keeps = f"{_SIMULATIONS}/inbound-ach-transfers", {"transfer from another bank": "transactionId"}
    return Want(f"gets {body['amount']} from another bank", "POST", path, body, keeps, role="operations")


@want()
def gives_back_to_another_bank(me: "Customer") -> Want:
    path = f"{PATH}/{me.need('transfer from another bank')}/reverse"
    return Want("gives back what came from another bank", "POST", path, {"reason": "A mistake"}, keyed=False, barred=True)


@want()
def the_networks_time_comes(me: "Customer") -> Want:
    body = {"at": clock.to_text(me.world.now() + timedelta(days=me.pick("days", (3, 1))))}
    return Want("has the networks' time come", "POST", f"{_SIMULATIONS}/clock", body, role="operations", keyed=False)
