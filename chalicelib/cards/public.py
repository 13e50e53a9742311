"""What other contexts may use of cards."""

from chalicelib.cards.errors import UnknownCard
from chalicelib.cards.model import PRODUCTS, CardType
from chalicelib.cards.operations.create_card import create_card
from chalicelib.cards.operations.record_transaction import read_event
from chalicelib.cards.queries import find_card
from chalicelib.cards.store import every_transaction

__all__ = ["PRODUCTS", "CardType", "UnknownCard", "create_card", "every_transaction", "find_card", "read_event"]
