"""Create a card for a customer: once per customer and type, however often it is asked for."""

import secrets
from collections.abc import Callable

from chalicelib.cards import events, store
from chalicelib.cards.model import HIGHEST_SCORE, Card, CardType, account_of, card_id_of, limit_minor_of
from chalicelib.cards.operations.activate_card import activate_when_due
from chalicelib.ledger.public import opening
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call


def draw_score() -> int:
    """A whole number from 0 to 100, each as likely."""
    return secrets.randbelow(HIGHEST_SCORE + 1)


def create_card(owner_id: str, type: CardType, call: Call, *, score_of: Callable[[], int] = draw_score) -> Card:
    """The owner's card of this type: scored, with its ledger account and its mail, or as it was created before.

    A customer may have completed enough transactions before the credit card came: then it is activated here.
    """
    card = store.find_card(card_id_of(owner_id, type)) or _create(owner_id, type, score_of, call)
    if card.status == "PENDING":
        card = activate_when_due(card, call)
    return card


def _create(owner_id: str, type: CardType, score_of: Callable[[], int], call: Call) -> Card:
    card = _new_card(owner_id, type, score_of)
    changes = [store.new_card(card), *opening(account_of(card, call.now)), events.card_created(card, call)]
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        known = refused.items.get("card")
        if known is None:
            raise
        return store.to_card(known)  # the same request, twice at once
    return card


def _new_card(owner_id: str, type: CardType, score_of: Callable[[], int]) -> Card:
    card_id, token = card_id_of(owner_id, type), f"card_{secrets.token_urlsafe(24)}"
    if type == "DEBIT":
        return Card(card_id, owner_id, type, "ACTIVATED", token)
    score = score_of()
    return Card(card_id, owner_id, type, "PENDING", token, score, limit_minor_of(score))
