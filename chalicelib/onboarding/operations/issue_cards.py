"""Issue the cards that a customer begins with."""

from typing import get_args

from chalicelib.cards import public as cards
from chalicelib.platform.call import Call


def issue_cards(customer_id: str, call: Call) -> list[str]:
    """The ids of a card of each type: those that the customer lacks are made, the others are as they were. Raises OwnerFrozen."""
    return [cards.create_card(customer_id, type, call).card_id for type in get_args(cards.CardType)]
