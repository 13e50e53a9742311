"""What other contexts may use of cards."""

from chalicelib.cards.errors import UnknownCard
from chalicelib.cards.model import PRODUCTS
from chalicelib.cards.operations.record_transaction import read_event
from chalicelib.cards.queries import find_card
from chalicelib.cards.store import every_transaction

__all__ = ["PRODUCTS", "UnknownCard", "every_transaction", "find_card", "read_event"]
