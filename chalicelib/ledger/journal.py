"""The ledger's journal (scope) and entries (account, time and sequence): the only place with their keys and expressions."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.model import Account, Mark
from chalicelib.ledger.posting import Leg, Posted, Posting
from chalicelib.ledger.store import from_holds
from chalicelib.platform import dynamo
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.idempotency import KEPT_DAYS

JOURNAL, ENTRIES = "ledger-journal", "ledger-entries"
EVER = ("0", "9")  # before and behind every position


def journal_change(posting: Posting, posted: Posted, body: Mapping[str, Any], deliveries: Sequence[Item]) -> Change:
    """The journal item: key, legs, fingerprint, the complete answer and the event, in one."""
    item: Item = {
        "scope": posting.call.idempotency.scope,
        "posting_id": posted.posting_id,
        "kind": posted.kind,
        "at": posted.at,
        "caller": posting.call.idempotency.caller,
        "fingerprint": posting.call.idempotency.fingerprint,
        "status": posted.status,
        "body": json.dumps(body),
        "legs": [_from_leg(leg) for leg in posted.draft.legs],
        "correlation_id": posting.call.correlation_id,
    }
    item["touched"] = [_touched(account, posted) for account in posted.accounts.values()]
    if deliveries:
        item["deliveries"] = list(deliveries)
    return dynamo.put_new("journal", JOURNAL, "scope", item)


def entry_change(account: Account, posted: Posted, scope: str) -> Change:
    """The account's entry for one posting: its amount, the balance after, and what was held, with each hold's end."""
    amount = sum(leg.amount_minor for leg in posted.draft.legs if leg.account_id == account.account_id)
    item: Item = {
        "account_id": account.account_id,
        "position": position(posted.at, account.entry_seq),
        "seq": account.entry_seq,
        "amount": amount,
        "balance": account.posted_minor,
        "held": account.held_minor,
        "floor": account.floor_minor,
        "posting_id": posted.posting_id,
        "scope": scope,
        "kind": posted.kind,
        "at": posted.at,
        "details": posted.details_of(account.account_id),
    }
    if account.holds:
        item["holds"] = from_holds(account.holds)
    item |= _found_by(account.account_id, item["details"])
    return dynamo.put_new(f"entry:{account.account_id}", ENTRIES, "account_id", item)


def _found_by(account_id: str, details: Mapping[str, object]) -> Item:
    """The key of the index `by-reference`: only entries whose caller gave a reference are in it."""
    reference = details.get("reference")
    return {"referenced": _referenced(account_id, str(reference))} if reference else {}


def _referenced(account_id: str, reference: str) -> str:
    return f"{account_id}#{unicodedata.normalize('NFC', reference)}"


def position(at: str, seq: int) -> str:
    """The sort key of an entry: by time, then by sequence (an account's entries never go back in time)."""
    return f"{at}#{seq:012d}"


def span_of(start: datetime | None, end: datetime | None) -> tuple[str, str]:
    """Between which positions the entries from `start` until before `end` lie; all without them."""
    return clock.to_text(start) if start else EVER[0], clock.to_text(end) if end else EVER[1]


def refusal_change(posting: Posting, failure: Failure, event: Mapping[str, Any] | None) -> Change:
    """A remembered refusal in the place of the journal item; the label is `journal` too."""
    item: Item = {
        "scope": posting.call.idempotency.scope,
        "posting_id": posting.posting_id,
        "kind": posting.refused_kind or f"{posting.kind}.refused",
        "at": clock.to_text(posting.call.now),
        "fingerprint": posting.call.idempotency.fingerprint,
        "refusal": {"status": failure.status, "code": failure.code, "detail": failure.detail, "facts": json.dumps(failure.facts)},
        "correlation_id": posting.call.correlation_id,
        "expires_at": clock.epoch_seconds_after(posting.call.now, days=KEPT_DAYS),
    }
    if event is not None:
        item["refused"] = dict(event)
    return dynamo.put_new("journal", JOURNAL, "scope", item)


def reversed_change(posting_id: str, by: str, reason: str, now: datetime) -> Change:
    """The mark that a posting was reversed, and why; refused under the label `reversed` the second time."""
    item = {"scope": f"reversed#{posting_id}", "kind": "reversed", "posting_id": by, "reason": reason, "at": clock.to_text(now)}
    return dynamo.put_new("reversed", JOURNAL, "scope", item)


def find_journal(scope: str) -> Item | None:
    return dynamo.get(JOURNAL, {"scope": scope})


def every_journal_item() -> Iterator[Item]:
    """The whole journal, in no order: for rebuilding and verifying only."""
    return map(_by_account, dynamo.scan_all(JOURNAL))


def _by_account(item: Item) -> Item:
    """Until 2026-11-27 an item had one `details`: of every account that it touched, or of what was refused."""
    if item.get("details") is None:
        return item
    if "refusal" in item:
        return {"refused": item["details"], **item}
    return {**item, "touched": [{"details": item["details"], **touched} for touched in item["touched"]]}


def every_entry() -> Iterator[Item]:
    return dynamo.scan_all(ENTRIES)


def find_entry(account_id: str, position: str) -> Item | None:
    """The entry of an account at this position."""
    return dynamo.get(ENTRIES, {"account_id": account_id, "position": position})


def entries_at(places: Sequence[tuple[str, str]]) -> list[Item | None]:
    """The entries at these accounts' positions, at most 100."""
    return dynamo.get_many([(ENTRIES, {"account_id": account_id, "position": position}) for account_id, position in places])


def newest_entry(account_id: str, until: str) -> Item | None:
    """The newest entry at or before a time."""
    bound = until + "$"  # sorts after every sequence of that millisecond: '#' < '$'
    items, _ = dynamo.query(
        ENTRIES, "account_id = :account AND #position <= :bound", newest_first=True, limit=1, account=account_id, bound=bound
    )
    return items[0] if items else None


def entries(account_id: str, start: str = EVER[0], end: str = EVER[1], *, maximum: int) -> Iterator[Item]:
    """The entries of an account between two times (both included), oldest first."""
    condition = "account_id = :account AND #position BETWEEN :first AND :last"
    return dynamo.query_all(ENTRIES, condition, maximum=maximum, account=account_id, first=start, last=end + "$")


def stretch(account_id: str, after: Mark, upto: Mark, *, limit: int | None = None) -> Iterator[Item]:
    """The entries of an account behind one mark up to another, oldest first; with a `limit` so many at most, in one read."""
    condition = "account_id = :account AND #position BETWEEN :first AND :last"
    first, last = position(after.at, after.seq) + "$", position(upto.at, upto.seq)
    if after.seq >= upto.seq:
        return iter(())
    if limit:
        return iter(dynamo.query(ENTRIES, condition, limit=limit, account=account_id, first=first, last=last)[0])
    return dynamo.query_all(ENTRIES, condition, account=account_id, first=first, last=last)


def newest_entries(
    account_id: str, span: tuple[str, str], *, limit: int, start: Item | None, reference: str
) -> tuple[list[Item], Item | None]:
    """A page of an account's entries between two positions, newest first, and the key to go on from; those of one reference when
    it is given."""
    page: dict[str, Any] = {"limit": limit, "start": start, "newest_first": True, "first": span[0], "last": span[1]}
    within = "#position BETWEEN :first AND :last"
    if reference:
        given = _referenced(account_id, reference)
        return dynamo.query(ENTRIES, f"referenced = :given AND {within}", index="by-reference", **page, given=given)
    return dynamo.query(ENTRIES, f"account_id = :account AND {within}", **page, account=account_id)


def after_entry(entry: Item, *, referenced: bool) -> Item:
    """The key from which `newest_entries` goes on behind an entry."""
    names = ("account_id", "position", "referenced") if referenced else ("account_id", "position")
    return {name: entry[name] for name in names}


def _from_leg(leg: Leg) -> Item:
    return {"account": leg.account_id, "amount": leg.amount_minor, "currency": leg.currency}


def _touched(account: Account, posted: Posted) -> Item:
    """What consumers of the journal need to know of an account after the posting: enough to project it without a read."""
    return {
        "account": account.account_id,
        "owner": account.owner_id,
        "product": account.product,
        "currency": account.currency,
        "side": account.normal_side,
        "floor": account.floor_minor,
        "holds": from_holds(account.holds),
        "seq": account.entry_seq,
        "balance": account.posted_minor,
        "held": account.held_minor,
        "available": account.available_minor,
        "completed": account.completed,
        "details": posted.details_of(account.account_id),
    }
