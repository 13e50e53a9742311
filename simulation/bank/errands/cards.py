"""Cards, purchases and holds. Numbers from 100 on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulation.bank.errands.errand import errand
from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.people import Person


@errand(100)
def another_freezes_their_card(me: "Person") -> Iterator[Want]:
    path, other = f"/card/{me.need('DEBIT')}", me.another()
    yield Want(f"has a card that {other.name} freezes", "POST", f"{path}/freeze", by=other, barred=True, keyed=False)
    yield Want("freezes it", "POST", f"{path}/freeze", granted=True, keyed=False)
    yield Want(f"has a card that {other.name} thaws", "POST", f"{path}/unfreeze", by=other, barred=True, keyed=False)


@errand(101)
def the_answer_of_a_purchase_is_lost(me: "Person") -> Iterator[Want]:
    card = me.need("DEBIT")
    yield Want("saves on the card", "POST", f"/transactions/save/{card}", {"amount": "100.00"}, granted=True)
    me.world.wire.weather.aim("platform.workflows.run", "answer lost")
    body = {"cardId": card, "merchant": "Bakery", "amount": "0.10"}
    yield Want("buys bread", "POST", "/transactions/purchase", body, granted=True)


@errand(102)
def the_mail_of_a_purchase_does_not_go(me: "Person") -> Iterator[Want]:
    """Its money has moved: what the bank does once more is the mail."""
    card = me.need("DEBIT")
    yield Want("saves on the card", "POST", f"/transactions/save/{card}", {"amount": "100.00"}, granted=True)
    me.world.wire.weather.aim("cards_purchase.NotifyCustomer", "unreachable", "unreachable")
    body = {"cardId": card, "merchant": "Bakery", "amount": "0.10"}
    yield Want("buys bread", "POST", "/transactions/purchase", body, granted=True)


@errand(103)
def somebody_saves_ten_times_before_their_credit_card_comes(me: "Person") -> Iterator[Want]:
    """And it is active when it comes."""
    dana = me.newcomer("Dana")

    def save() -> None:
        me.world.sleep(5)
        dana.find_cards()
        body = {"amount": "1.00"}
        for _ in range(10 if dana.has("DEBIT") else 0):
            me.quick(Want("saves", "POST", f"/transactions/save/{dana.need('DEBIT')}", body, by=dana))()
        me.world.sleep(5)

    me.world.wire.weather.aim("cards_registration.RequestCreditCard", save)
    dana.register()
    yield Want("lets some minutes go by", "GET", "/me", later=400)


@errand(104)
def somebody_activates_a_card_that_becomes_active_by_itself(me: "Person") -> Iterator[Want]:
    """By its tenth transaction, and once."""
    saves = Want("saves", "POST", f"/transactions/save/{me.need('DEBIT')}", {"amount": "1.00"}, granted=True)
    for _ in range(9):
        yield saves
    activates = Want("activates the credit card", "POST", "/card/activate", {"cardId": me.need("CREDIT")})
    me.world.wire.weather.aim("cards.operations.activate_card._activate", me.quick(activates))
    yield saves
    yield Want("lets some minutes go by", "GET", "/me", later=400)
