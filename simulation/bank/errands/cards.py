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
