"""What other contexts may use of limits."""

from chalicelib.limits.errors import LevelRequired, LimitExceeded
from chalicelib.limits.model import Spending
from chalicelib.limits.store import every_spending, find_spending, spending_row, spent, to_spending

__all__ = [
    "LevelRequired",
    "LimitExceeded",
    "Spending",
    "every_spending",
    "find_spending",
    "spending_row",
    "spent",
    "to_spending",
]
