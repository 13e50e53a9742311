"""Project one entry by the sequence of its account: older is ignored, the next is applied, beyond a gap it waits."""

from chalicelib.kernel import clock
from chalicelib.ledger.public import Account, entries, find_account
from chalicelib.platform import dynamo
from chalicelib.query import store
from chalicelib.query.errors import GapOpen
from chalicelib.query.events import entry_of
from chalicelib.query.model import Balance, Entry, nothing_yet

MAXIMUM_ENTRIES_REPAIRED = 200
MAXIMUM_ATTEMPTS = 10


def project_entry(entry: Entry, *, patient: bool) -> None:
    """Applies the entry if it is next.

    Beyond a gap: raises GapOpen while `patient`; else fetches what is missing from the ledger's entries, which are there
    before any event is.
    """
    balance = store.find_balance(entry.owner_id, entry.account_id) or nothing_yet(entry)
    balance = _apply(balance, entry)
    if entry.seq > balance.seq and not patient:
        balance = catch_up(find_account(entry.owner_id, entry.account_id, clock.now()), balance)
    if balance.seq < entry.seq:
        raise GapOpen(f"{entry.account_id} is at {balance.seq}, {entry.seq} has come")


def catch_up(account: Account, balance: Balance) -> Balance:
    """Applies the ledger's entries that follow `balance`, at most 200, and returns the balance after."""
    start = clock.from_text(balance.at) if balance.at else None
    found = [
        entry_of(account, item)
        for item in entries(account.account_id, start, None, maximum=MAXIMUM_ENTRIES_REPAIRED)
        if item["seq"] > balance.seq
    ]
    for entry in found:
        balance = _apply(balance, entry)
    return balance


def _apply(balance: Balance, entry: Entry) -> Balance:
    """Writes `entry` if it is next, again on what a faster delivery left; returns the balance as it is then."""
    for attempt in range(MAXIMUM_ATTEMPTS):
        if not balance.follows(entry):
            break
        moved = _advance(balance, entry)
        if moved is None:
            return balance.after(entry)
        balance = moved
        dynamo.pause(attempt)
    return balance


def _advance(balance: Balance, entry: Entry) -> Balance | None:
    """Writes `entry`; None when that worked, else the balance somebody else left."""
    try:
        store.advance(balance, balance.after(entry), entry)
    except dynamo.Refused as refused:
        item = refused.items["balance"]
        return store.to_balance(item) if item else nothing_yet(entry)
    return None
