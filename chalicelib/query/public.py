"""What other contexts may use of the query side."""

from chalicelib.query.events import entries_of, state_of
from chalicelib.query.model import Entry, nothing_yet
from chalicelib.query.store import every_balance, every_state, every_transaction, from_entry

__all__ = ["Entry", "entries_of", "every_balance", "every_state", "every_transaction", "from_entry", "nothing_yet", "state_of"]
