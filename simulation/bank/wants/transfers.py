"""Payees, and money to others: here, at other banks, held for review, taken back."""

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel import clock
from simulation.bank.wants.wanting import Lacks, Want, proposed_to, want

if TYPE_CHECKING:
    from simulation.bank.people import Customer

_PATH, _SIMULATIONS = "/api/v1/transactions", "/api/v1/simulations"
_AMOUNTS = ("12.50", "1.00", "0.01", "35.00", "120.00", "900.00")
_KEEPS = {"transfer": "transactionId"}
_ABROAD = {"routingNumber": "021000021", "accountNumber": "00098712345678", "name": "Grace Hopper"}


@want("transfer")
def transfers_to_their_own(me: "Customer") -> Want:
    me.need("money")
    if len(me.things["account"]) < 2:
        raise Lacks("second account")
    sender, receiver = me.things["account"][-2:]
    if me.pick("direction", (True, False)):
        sender, receiver = receiver, sender
    body = {"fromAccountId": sender, "toAccountId": receiver, "amount": me.pick("amount", _AMOUNTS)}
    return Want(f"transfers {body['amount']} to their own", "POST", f"{_PATH}/transfer", body, _KEEPS)


@want("transfer", "transfer to another")
def pays_somebody(me: "Customer") -> Want:
    target = me.pick("named by", ({"toAccountId": me.anothers("account")}, _by_number(me)))
    return _paying(me, "pays somebody", target, {**_KEEPS, "transfer to another": "transactionId"})


@want("transfer", "transfer to another")
def pays_a_payee(me: "Customer") -> Want:
    target = {"payeeId": me.need("payee")}
    return _paying(me, "pays a payee", target, {**_KEEPS, "transfer to another": "transactionId"})


@want("transfer", "ach")
def pays_by_ach(me: "Customer") -> Want:
    me.need("approved submission")
    network = {"network": "ach", "sameDay": me.pick("same day", (False, True))}
    return _paying(me, "pays somebody at another bank", {"external": _ABROAD | network}, {**_KEEPS, "ach": "transactionId"})


@want("transfer", "wire")
def pays_by_wire(me: "Customer") -> Want:
    me.need("approved submission")
    return _paying(me, "pays by wire", {"external": _ABROAD | {"network": "wire"}}, {**_KEEPS, "wire": "transactionId"})


def _paying(me: "Customer", told: str, target: dict[str, object], keeps: dict[str, str]) -> Want:
    for thing in ("money", "proven email", "proven telephone"):
        me.need(thing)
    body = {"fromAccountId": me.need("account"), "amount": me.pick("amount", _AMOUNTS), **target}
    return Want(f"{told}: {body['amount']}", "POST", f"{_PATH}/transfer", body, keeps)


def _by_number(me: "Customer") -> dict[str, object]:
    return {"toAccountNumber": me.anothers("number"), "name": f"{me.another().name} Sample", "acceptNoMatch": True}


@want()
def calls_a_transfer_off(me: "Customer") -> Want:
    return Want("calls a transfer off", "POST", f"{_PATH}/{me.need('transfer')}/cancel", keyed=False)


@want()
def gives_back(me: "Customer") -> Want:
    """Of a transfer that they got, or made to their own."""
    transfer = me.anothers("transfer") if me.pick("whose transfer", (True, False)) else me.need("transfer")
    body = {"reason": "A mistake"} | me.pick("part", ({}, {"amount": "1.00"}))
    return Want("gives a transfer back", "POST", f"{_PATH}/{transfer}/reverse", body, keyed=False)


@want("approval")
def has_a_transfer_taken_back_by_staff(me: "Customer") -> Want:
    path, keeps = f"{_PATH}/{me.need('transfer to another')}/reverse", proposed_to("operations")
    told = "is met by a member of staff, who wants to take a transfer back"
    return Want(told, "POST", path, {"reason": "A mistake"}, keeps, role="operations", keyed=False)


@want("payee")
def keeps_a_payee(me: "Customer") -> Want:
    me.need("proven email")
    named = {"name": f"{me.another().name} Sample", "accountNumber": me.anothers("number")}
    body = {**named, "trusted": me.pick("trusted", (False, True)), "acceptNoMatch": True}
    return Want("keeps a payee", "POST", "/api/v1/payees", body, {"payee": "payeeId"})


@want()
def asks_whose_account_it_is(me: "Customer") -> Want:
    body = {"name": f"{me.another().name} Sample", "accountNumber": me.anothers("number")}
    return Want("asks whose account it is", "POST", "/api/v1/payees/check", body, keyed=False)


@want()
def forgets_a_payee(me: "Customer") -> Want:
    return Want("forgets a payee", "DELETE", f"/api/v1/payees/{me.need('payee')}", keyed=False)


@want()
def the_ach_network_returns(me: "Customer") -> Want:
    return _by_network(me, "return", f"ach-transfers/{me.need('ach')}/return", {"code": "R03"})


@want("submitted")
def the_ach_network_takes(me: "Customer") -> Want:
    return _by_network(me, "take", f"ach-transfers/{me.need('ach')}/submit", gives="submitted")


@want()
def the_ach_network_settles(me: "Customer") -> Want:
    return _by_network(me, "settle", f"ach-transfers/{me.need('submitted')}/settle")


@want("submitted wire")
def the_wire_network_takes(me: "Customer") -> Want:
    return _by_network(me, "take", f"wire-transfers/{me.need('wire')}/submit", gives="submitted wire")


@want()
def the_wire_network_settles(me: "Customer") -> Want:
    return _by_network(me, "settle", f"wire-transfers/{me.need('submitted wire')}/complete")


def _by_network(me: "Customer", told: str, path: str, body: object = None, gives: str = "") -> Want:
    keeps = {gives: "transactionId"} if gives else {}
    return Want(f"has the network {told} a transfer", "POST", f"{_SIMULATIONS}/{path}", body, keeps, "operations", keyed=False)


@want()
def gets_money_from_another_bank(me: "Customer") -> Want:
    body = {"accountNumber": me.need("number"), "amount": me.pick("amount", _AMOUNTS), "sender": _ABROAD}
    path = f"{_SIMULATIONS}/inbound-ach-transfers"
    return Want(f"gets {body['amount']} from another bank", "POST", path, body, role="operations")


@want()
def the_networks_time_comes(me: "Customer") -> Want:
    body = {"at": clock.to_text(me.world.now() + timedelta(days=me.pick("days", (3, 1))))}
    return Want("has the networks' time come", "POST", f"{_SIMULATIONS}/clock", body, role="operations", keyed=False)
