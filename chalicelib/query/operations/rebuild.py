"""Rebuild the projections from the journal (and `account-table`), in place, while the bank goes on.

Rows are replaced by what the journal says; a row that consumers have taken further meanwhile stays. What the ledger does
not know is removed. Memory: one line per posting.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from chalicelib.accounts.public import body_of, every_account
from chalicelib.kernel import clock
from chalicelib.ledger.public import Progress, event_of, every_journal_item, find_account, find_entry
from chalicelib.platform import dynamo
from chalicelib.query import store
from chalicelib.query.events import entries_of, state_of
from chalicelib.query.model import Balance, Entry, nothing_yet
from chalicelib.query.operations.project_entry import catch_up


def rebuild(progress: Progress = lambda what, done: None) -> dict[str, int]:
    """Rebuilds all three projections; tells `progress(what, done so far)`; returns how many of each were written."""
    written = {"accounts": 0, "balances": 0, "transactions": 0, "removed": 0}
    by_account: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for number, entry in enumerate(_journal(), start=1):
        by_account[entry.owner_id, entry.account_id].append(entry)
        progress("read", number)
    for entries in by_account.values():
        entries.sort(key=lambda entry: entry.seq)
        written["transactions"] += _rebuild_transactions(entries)
        _rebuild_balance(entries)
        written["balances"] += 1
        progress("balances", written["balances"])
    for row in every_account():
        store.put_state(state_of(body_of(row)), over_same=True)
        written["accounts"] += 1
        progress("accounts", written["accounts"])
    known = {(entry.account_id, entry.position) for entries in by_account.values() for entry in entries if entry.amount}
    written["removed"] = _remove_strays(known, set(by_account))
    return written


def balance_after(entries: Iterable[Entry]) -> Balance:
    """The balance that entries 1..n make; stops before a gap."""
    entries = iter(entries)
    first = next(entries)
    balance = nothing_yet(first)
    for entry in (first, *entries):
        if not balance.follows(entry):
            break
        balance = balance.after(entry)
    return balance


def _journal() -> Iterator[Entry]:
    for item in every_journal_item():
        if item.get("touched"):
            yield from entries_of(event_of(item))


def _rebuild_transactions(entries: list[Entry]) -> int:
    moved = [entry for entry in entries if entry.amount]
    for entry in moved:
        dynamo.write(store.transaction_change(entry))
    return len(moved)


def _rebuild_balance(entries: list[Entry]) -> None:
    balance = balance_after(entries)
    if _replaced(balance):
        return
    # Further than the journal as read: by deliveries since, or by damage.
    account = find_account(balance.owner_id, balance.account_id, clock.now())
    kept = store.find_balance(balance.owner_id, balance.account_id)
    if kept is None or kept.seq > account.entry_seq:
        store.forget_balance(balance.owner_id, balance.account_id)
        if _replaced(balance):
            catch_up(account, balance)


def _replaced(balance: Balance) -> bool:
    try:
        dynamo.write(store.rebuilt_balance(balance))
    except dynamo.Refused:
        return False
    return True


def _remove_strays(known: set[tuple[str, str]], accounts: set[tuple[str, str]]) -> int:
    """Removes rows the ledger does not know, and rows of what is no account here. What came after the journal was read is
    asked for before it is called stray."""
    rows = [key for item in store.every_transaction() if (key := (item["account_id"], item["position"])) not in known]
    balances = [key for row in store.every_balance() if (key := (row.owner_id, row.account_id)) not in accounts]
    states = list(store.every_state_key())
    opened = {(row.owner_id, row.account_id) for row in every_account()}  # read last: one opened meanwhile is no stray
    ours = {account_id for _, account_id in opened}
    removed = 0
    for key in rows:
        if key[0] not in ours or not find_entry(*key):
            store.forget_transaction(*key)
            removed += 1
    for key in balances:
        if key not in opened or not find_account(*key, clock.now()).entry_seq:
            store.forget_balance(*key)
            removed += 1
    for key in states:
        if key not in opened:
            store.forget_state(*key)
            removed += 1
    return removed
