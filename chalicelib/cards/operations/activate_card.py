"""Activate a credit card: its customer asks, or the tenth completed transaction does. Exactly once, with one mail."""

import dataclasses

from chalicelib.cards import events, store
from chalicelib.cards.errors import TransactionsRequired, UnknownCard
from chalicelib.cards.model import REQUIRED_TRANSACTIONS, Card
from chalicelib.kernel.failures import AccountBusy
from chalicelib.ledger.public import completed_by, find_account, replacing
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 8


def activate_card(card_id: str, call: Call) -> Receipt:
    """The answer of the caller's card, activated, kept under the key. Raises UnknownCard, TransactionsRequired."""
    card = store.find_card(card_id)
    if card is None or card.owner_id != call.caller_id:
        raise UnknownCard("No such card")
    receipt = Receipt(200, {"cardId": card_id, "status": "ACTIVATED"})
    record = call.record(receipt)
    if card.status == "PENDING":
        completed = completed_by(card.owner_id, call.now)
        if completed < REQUIRED_TRANSACTIONS:
            detail = f"The card becomes active after {REQUIRED_TRANSACTIONS} completed transactions"
            raise TransactionsRequired(detail, completed=completed, required=REQUIRED_TRANSACTIONS)
        if _activate(card, call, record):
            return receipt
    dynamo.transact([record])  # it was active already
    return receipt


def activate_when_due(card: Card, call: Call) -> Card:
    """The card, activated if its owner has completed enough transactions."""
    if card.status == "PENDING" and completed_by(card.owner_id, call.now) >= REQUIRED_TRANSACTIONS:
        _activate(card, call)
        return dataclasses.replace(card, status="ACTIVATED")
    return card


def _activate(card: Card, call: Call, *more: dynamo.Change) -> bool:
    """Card, ledger account and mail in one transaction with `more`. False when another has done it before."""
    for attempt in range(MAXIMUM_ATTEMPTS):
        account = find_account(card.owner_id, card.card_id, call.now)
        changes = [store.activated(card), replacing(account.activated()), events.card_activated(card, call), *more]
        try:
            dynamo.transact(changes)
            return True
        except dynamo.Refused as refused:
            if "card" in refused.items:
                return False
            if not any(label.startswith("account:") for label in refused.items):
                raise
        dynamo.pause(attempt)
    raise AccountBusy("Too many requests change this card at once; try again")
