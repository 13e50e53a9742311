"""What other contexts may use of the query side."""

from chalicelib.query.events import entries_of, state_of
from chalicelib.query.model import AccountState, Balance, Entry, nothing_yet
from chalicelib.query.operations.rebuild import balance_after, rebuild
from chalicelib.query.queries import BalanceView, balance_of
from chalicelib.query.store import every_balance, every_state, every_transaction, from_entry

__all__ = [
    "AccountState", "Balance", "BalanceView", "Entry", "balance_after", "balance_of", "entries_of", "every_balance", "every_state",
    "every_transaction", "from_entry", "nothing_yet", "rebuild", "state_of",
]  # fmt: skip
