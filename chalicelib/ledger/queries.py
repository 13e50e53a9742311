"""Reads of the ledger: balances now and at a time, entries, holds. Another's account is answered as an unknown one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.kernel import clock
from chalicelib.ledger import errors, events, journal, store
from chalicelib.ledger.model import Account, AccountKey, Hold, Mark, figures
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.consumers import Unvouched
from chalicelib.platform.dynamo import Item
from chalicelib.platform.outbox import Delivery

# Entries of holds lie between those that moved money: a page makes so many reads of so many, then it is a short one.
_READS, _READ = 10, 100


def check_event(event: Mapping[str, Any]) -> None:
    """For whoever acts on an event of the ledger's topic. Raises Unvouched unless the journal says just that."""
    scope = event.get("scope")
    item = journal.find_journal(scope) if scope and isinstance(scope, str) else None
    if item is None or json.loads(json.dumps(events.event_of(item))) != event:
        raise Unvouched("The journal does not say this")


def find_account(owner_id: str, account_id: str, now: datetime) -> Account:
    """The account as of `now`. Raises UnknownAccount."""
    account, _ = find_account_beside(owner_id, account_id, now, {})
    return account


def find_account_beside(
    owner_id: str, account_id: str, now: datetime, rows: Mapping[str, tuple[str, Item]]
) -> tuple[Account, Mapping[str, Item | None]]:
    """The account as of `now`, and the reader's own rows (table and key, by label) in the same round trip. Raises UnknownAccount."""
    found = store.read_accounts([AccountKey(owner_id, account_id)], rows)
    if account_id not in found:
        raise errors.UnknownAccount("No such account")
    return found[account_id].at(now), found.rows


def find_accounts(keys: Sequence[AccountKey], now: datetime) -> dict[str, Account]:
    """Those of at most 100 accounts that exist, by id, as of `now`: one read."""
    return {account_id: account.at(now) for account_id, account in store.read_accounts(keys).items()}


def accounts_of(owner_id: str, now: datetime, *, after: str = "", newest_first: bool = False) -> Iterator[Account]:
    """Every account of an owner by id, read page by page as they are asked for; those behind the id `after`."""
    return (account.at(now) for account in store.accounts_of(owner_id, after, newest_first=newest_first))


def completed_by(owner_id: str, now: datetime) -> int:
    """Transactions an owner has completed over all accounts."""
    return sum(account.completed for account in accounts_of(owner_id, now))


def balances_at(account: Account, moment: datetime) -> dict[str, str]:
    """The balances of `account` as they were at `moment`, from its newest entry then: one query."""
    text = clock.to_text(moment)
    entry = journal.newest_entry(account.account_id, text)
    posted = entry["balance"] if entry else 0
    floor = entry["floor"] if entry else account.floor_minor
    holds = (entry.get("holds") or {}) if entry else {}
    held = sum(hold["remaining"] for hold in holds.values() if hold["expires_at"] > text)
    return {**figures(account.currency, account.normal_side, posted, held, floor), "at": text}


def entries(account_id: str, start: datetime | None, end: datetime | None, *, maximum: int) -> Iterator[Item]:
    """The entries of an account between two times, oldest first; holds' too (their amount is 0)."""
    return journal.entries(account_id, *journal.span_of(start, end), maximum=maximum)


def movements(
    account_id: str, span: tuple[str, str] = journal.EVER, *, limit: int, start: Item | None, reference: str = ""
) -> tuple[list[Item], Item | None]:
    """A page of the entries between two positions that moved money, newest first, and the key to go on from; those of one
    reference when it is given. A page may be short before the end."""
    found: list[Item] = []
    for size in (limit, *[_READ] * (_READS - 1)):
        items, start = journal.newest_entries(account_id, span, limit=size, start=start, reference=reference)
        found += [item for item in items if item["amount"]]
        if start is None or len(found) >= limit:
            break
    if len(found) <= limit:
        return found, start
    return found[:limit], journal.after_entry(found[limit - 1], referenced=bool(reference))


def mark_at(account_id: str, moment: datetime) -> Mark:
    """The account as its newest entry at or before `moment` left it: one query."""
    entry = journal.newest_entry(account_id, clock.to_text(moment))
    return _mark(entry) if entry else Mark()


def stretch(account_id: str, after: Mark, upto: Mark) -> Iterator[Item]:
    """The entries behind one mark up to another that moved money, by sequence, read page by page as they are asked for."""
    return (item for item in journal.stretch(account_id, after, upto) if item["amount"])


def stretch_page(account_id: str, after: Mark, upto: Mark, *, limit: int) -> tuple[list[Item], Mark | None]:
    """A page of `stretch`, and the mark to go on behind (None at the end). A page may be short before the end."""
    found: list[Item] = []
    for size in (limit, *[_READ] * (_READS - 1)):
        for item in journal.stretch(account_id, after, upto, limit=size):
            after = _mark(item)
            found += [item] if item["amount"] else []
            if len(found) == limit:
                return found, after if after.seq < upto.seq else None
        if after.seq >= upto.seq:
            return found, None
    return found, after


def entries_at(marks: Sequence[tuple[str, Mark]]) -> list[Mark | None]:
    """What the entries of at most 100 marks say now, by account; None where there is no such entry: one read."""
    found = journal.entries_at([(account_id, journal.position(mark.at, mark.seq)) for account_id, mark in marks])
    return [_mark(entry) if entry else None for entry in found]


def _mark(entry: Item) -> Mark:
    return Mark(entry["seq"], entry["at"], entry["balance"])


def find_hold(owner_id: str, hold_id: str) -> Hold:
    """Raises UnknownHold, for another's too."""
    hold = store.find_hold(hold_id)
    if hold is None or hold.owner_id != owner_id:
        raise errors.UnknownHold("No such hold")
    return hold


def list_holds(owner_id: str, *, limit: int, start: Item | None) -> tuple[list[Hold], Item | None]:
    """A page of an owner's holds, newest first, and the key to go on from."""
    return store.holds_of(owner_id, limit, start)


def overdue_holds(by: datetime, now: datetime) -> Iterator[Delivery]:
    """The start of each sweep that was due `by` a time and did not come. Reads every hold."""
    for hold in store.every_hold():
        if hold.state == "ACTIVE" and hold.status(by) == "EXPIRED":
            end = clock.from_text(hold.expires_at)
            yield outbox.to_execution_again(*events.expiry(hold.hold_id, hold.owner_id, end, Call(now)), now=now)
