"""Rebuild `transaction-table` from the journal, in place, while the bank goes on.

The journal forgets a refusal after a month, so the row of a declined purchase stays though the journal may not know it.
Memory: an id a movement.
"""

from collections.abc import Iterator

from chalicelib.cards import store
from chalicelib.cards.operations.record_transaction import Transaction, read_event, record_transaction
from chalicelib.cards.postings import PURCHASE
from chalicelib.ledger.public import Progress, event_of, every_journal_item, find_entry, position
from chalicelib.platform.dynamo import Item

DECLINED = f"{PURCHASE}.refused"


def rebuild_transactions(progress: Progress = lambda what, done: None) -> dict[str, int]:
    """Writes every row that the journal knows and removes movements that it does not; how many of each."""
    known = set()
    for transaction in _journal():
        record_transaction(transaction)
        known.add(transaction.transaction_id)
        progress("transactions", len(known))
    strays = [row for row in store.every_transaction() if row["status"] == "COMPLETED" and row["uuid"] not in known]
    removed = [row for row in strays if not _has_come_since(row)]
    for row in removed:
        store.forget_transaction(row)
    return {"transactions": len(known), "removed": len(removed)}


def _journal() -> Iterator[Transaction]:
    for item in every_journal_item():
        if item.get("touched") or item["kind"] == DECLINED:
            transaction = read_event(event_of(item))
            if transaction is not None:
                yield transaction


def _has_come_since(row: Item) -> bool:
    """Whether the movement of a row was posted while the journal was read."""
    entry = find_entry(row["card_id"], position(row["at"], row["seq"]))
    return entry is not None and entry["posting_id"] == row["uuid"]
