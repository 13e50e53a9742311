"""Reads of cards, with their balances from the ledger."""

from datetime import datetime

from chalicelib.cards import store
from chalicelib.cards.errors import UnknownCard
from chalicelib.cards.model import Card
from chalicelib.ledger.public import Account, accounts_of, find_account
from chalicelib.platform.dynamo import Item


def find_card(owner_id: str, card_id: str) -> Card:
    """A card of this owner. Raises UnknownCard, for another's too."""
    card = store.find_card(card_id)
    if card is None or card.owner_id != owner_id:
        raise UnknownCard("No such card")
    return card


def list_cards(owner_id: str, now: datetime, *, limit: int, start: Item | None) -> tuple[list[tuple[Card, Account]], Item | None]:
    """One page of an owner's cards, each with its account, and the key to go on from."""
    cards, rest = store.cards_of(owner_id, limit, start)
    accounts = {account.account_id: account for account in accounts_of(owner_id, now)} if cards else {}
    return [(card, accounts[card.card_id]) for card in cards], rest


def find_with_money(owner_id: str, card_id: str, now: datetime) -> tuple[Card, Account]:
    """A card of this owner with its account. Raises UnknownCard."""
    return find_card(owner_id, card_id), find_account(owner_id, card_id, now)
