"""Freeze a card and unfreeze it, by who has it: one that is lost buys nothing, and money still comes in.

The bank freezes a customer as a whole and no card alone: what is frozen alone was frozen by its owner.
"""

from chalicelib.cards import queries
from chalicelib.cards.model import Card
from chalicelib.ledger import public as ledger
from chalicelib.ledger.public import Account
from chalicelib.platform.call import Call

_REASON = "By who has the card"


def freeze_card(card_id: str, call: Call) -> tuple[Card, Account]:
    """Raises UnknownCard, AccountClosed. One that is frozen stays so."""
    card = queries.find_card(call.caller_id, card_id)
    return card, ledger.freeze(_key_of(card), _REASON, call, _nothing_along)


def unfreeze_card(card_id: str, call: Call) -> tuple[Card, Account]:
    """Raises UnknownCard, AccountClosed, and OwnerFrozen while the bank has frozen everything. One that is not frozen stays so."""
    card = queries.find_card(call.caller_id, card_id)
    return card, ledger.thaw(_key_of(card), _REASON, call, _nothing_along)


def _key_of(card: Card) -> ledger.AccountKey:
    return ledger.AccountKey(card.owner_id, card.card_id)


def _nothing_along(_: Account) -> tuple[()]:
    return ()
