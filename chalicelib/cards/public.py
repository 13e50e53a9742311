"""What other contexts may use of cards."""

from chalicelib.cards.errors import UnknownCard
from chalicelib.cards.model import Card
from chalicelib.cards.queries import find_card

__all__ = ["Card", "UnknownCard", "find_card"]
