"""Payees, and money to others at this bank: paid, called off, given back."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from simulation.bank.wants.wanting import Lacks, Want, proposed_to, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

PATH = "/api/v1/transactions"
AMOUNTS = ("12.50", "1.00", "0.01", "35.00", "120.00", "900.00")
KEEPS = {"transfer": "transactionId"}
_A_MOMENT = timedelta(minutes=2)


@want("transfer")
def transfers_to_their_own(me: "Customer") -> Want:
    me.need("money")
    if len(me.things["account"]) < 2:
        raise Lacks("second account")
    sender, receiver = me.things["account"][-2:]
    if me.pick("direction", (True, False)):
        sender, receiver = receiver, sender
    body = {"fromAccountId": sender, "toAccountId": receiver, "amount": me.pick("amount", AMOUNTS)}
    return Want(f"transfers {body['amount']} to their own", "POST", f"{PATH}/transfer", body, KEEPS)


@want("transfer", "transfer to another")
def pays_somebody(me: "Customer") -> Want:
    target = me.pick("named by", ({"toAccountId": me.anothers("account")}, _by_number(me)))
    return paying(me, "pays somebody", target, {**KEEPS, "transfer to another": "transactionId"})


@want("transfer", "transfer to another")
def pays_a_payee(me: "Customer") -> Want:
    target = {"payeeId": me.need("payee")}
    return paying(me, "pays a payee", target, {**KEEPS, "transfer to another": "transactionId"})


def paying(me: "Customer", told: str, target: dict[str, object], keeps: dict[str, str]) -> Want:
    for thing in ("money", "proven email", "proven telephone"):
        me.need(thing)
    body = {"fromAccountId": me.need("account"), "amount": me.pick("amount", AMOUNTS), **target}
    return Want(f"{told}: {body['amount']}", "POST", f"{PATH}/transfer", body, keeps)


def _by_number(me: "Customer") -> dict[str, object]:
    return {"toAccountNumber": me.anothers("number"), "name": f"{me.another().name} Sample", "acceptNoMatch": True}


@want()
def pays_under_another_name(me: "Customer") -> Want:
    asked = _under_another_name(me, "pays by a number under another name", knowingly=False)
    return replace(asked, barred=True)


@want("transfer", "transfer to another")
def pays_under_another_name_knowingly(me: "Customer") -> Want:
    me.need("transfer to another")
    return replace(_under_another_name(me, "pays knowingly under another name", knowingly=True), consented=True)


def _under_another_name(me: "Customer", told: str, *, knowingly: bool) -> Want:
    target = {"toAccountNumber": me.anothers("number"), "name": "Grace Hopper", "acceptNoMatch": knowingly}
    asked = paying(me, told, target, {**KEEPS, "transfer to another": "transactionId"})
    return replace(asked, body={**asked.body, "amount": "1.00"})


@want()
def rehearses_a_payment(me: "Customer") -> Want:
    asked = paying(me, "rehearses a payment", {"toAccountId": me.anothers("account")}, {})
    return replace(asked, path=f"{PATH}/transfer?dryRun=true", keyed=False, never=("step_up_required",))


@want("transfer", "transfer to another")
def pays_several_at_once(me: "Customer") -> Want:
    """Out of all their accounts, so that nothing but their limit sees all of it."""
    accounts = me.things.get("account", [])
    if len(accounts) < 2:
        raise Lacks("second account")
    asked = pays_somebody(me)
    others = [replace(asked, body={**asked.body, "fromAccountId": each}) for each in accounts[-3:]]
    return replace(others[0], told=f"pays out of all accounts at once: {asked.body['amount']}", beside=tuple(others[1:]))


@want()
def calls_a_transfer_off(me: "Customer") -> Want:
    """Which takes a key, whatever becomes of it afterwards."""
    return Want("calls a transfer off", "POST", f"{PATH}/{me.need('transfer')}/cancel")


@want()
def wants_back_what_they_paid(me: "Customer") -> Want:
    path = f"{PATH}/{me.need('transfer to another')}/reverse"
    return Want("wants back what they paid", "POST", path, {"reason": "A mistake"}, keyed=False, barred=True)


@want()
def gives_back(me: "Customer") -> Want:
    """Of a transfer that they got, or made to their own."""
    transfer = me.anothers("transfer") if me.pick("whose transfer", (True, False)) else me.need("transfer")
    body = {"reason": "A mistake"} | me.pick("part", ({}, {"amount": "1.00"}))
    return Want("gives a transfer back", "POST", f"{PATH}/{transfer}/reverse", body, keyed=False)


@want("approval")
def has_a_transfer_taken_back_by_staff(me: "Customer") -> Want:
    path, keeps = f"{PATH}/{me.need('transfer to another')}/reverse", proposed_to("operations")
    told = "is met by a member of staff, who wants to take a transfer back"
    return Want(told, "POST", path, {"reason": "A mistake"}, keeps, role="operations", keyed=False)


@want("payee")
def keeps_a_payee(me: "Customer") -> Want:
    me.need("proven email")
    named = {"name": f"{me.another().name} Sample", "accountNumber": me.anothers("number")}
    body = {**named, "trusted": me.pick("trusted", (False, True)), "acceptNoMatch": True}
    return Want("keeps a payee", "POST", "/api/v1/payees", body, {"payee": "payeeId"})


@want("payee")
def keeps_a_payee_under_another_name(me: "Customer") -> Want:
    body = {"name": "Grace Hopper", "accountNumber": me.anothers("number"), "acceptNoMatch": True}
    me.need("proven email")
    return Want("keeps a payee under another name", "POST", "/api/v1/payees", body, {"payee": "payeeId"}, consented=True)


@want("trusted payee")
def trusts_a_payee(me: "Customer") -> Want:
    me.need("proven email")
    body = {"name": f"{me.another().name} Sample", "accountNumber": me.anothers("number"), "trusted": True, "acceptNoMatch": True}
    keeps = {"payee": "payeeId", "trusted payee": "payeeId"}
    return Want("trusts a payee", "POST", "/api/v1/payees", body, keeps, consented=True)


@want("transfer", "transfer to another")
def pays_who_is_trusted_until_now(me: "Customer") -> Want:
    """And forgets them at the same moment."""
    payee = me.need("trusted payee")
    asked = paying(me, "pays a trusted payee", {"payeeId": payee}, {**KEEPS, "transfer to another": "transactionId"})
    forgets = Want("forgets them at once", "DELETE", f"/api/v1/payees/{payee}", keyed=False)
    return replace(asked, beside=(forgets,), spends="trusted payee")


@want()
def asks_whose_account_it_is(me: "Customer") -> Want:
    body = {"name": f"{me.another().name} Sample", "accountNumber": me.anothers("number")}
    return Want("asks whose account it is", "POST", "/api/v1/payees/check", body, keyed=False)


@want()
def forgets_a_payee(me: "Customer") -> Want:
    return Want("forgets a payee", "DELETE", f"/api/v1/payees/{me.need('payee')}", keyed=False)


@want()
def looks_at_their_limits(me: "Customer") -> Want:
    """Of a day that is over nothing is used any more."""

    def wrong(body: dict[str, Any]) -> str:
        over = [each for each in body["currencies"] if clock.from_text(each["resetsAt"]) < me.world.now() - _A_MOMENT]
        return f"is told of days that were over: {over}" if over else ""

    return Want("looks at their limits", "GET", f"{PATH}/limits", later=me.pick("later", (0.0, 3 * 86_400.0)), wrong=wrong)
