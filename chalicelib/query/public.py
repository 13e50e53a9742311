"""What other contexts may use of the query side."""

from chalicelib.query.events import entries_of
from chalicelib.query.model import Balance, Entry
from chalicelib.query.operations.rebuild import balance_after, rebuild
from chalicelib.query.queries import BalanceView, balance_of, transactions_of
from chalicelib.query.store import every_balance, every_transaction, from_entry

__all__ = [
    "Balance", "BalanceView", "Entry", "balance_after", "balance_of", "entries_of", "every_balance", "every_transaction",
    "from_entry", "rebuild", "transactions_of",
]  # fmt: skip
