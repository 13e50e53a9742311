"""The ledger's items: accounts (owner, account), journal (scope), entries (account, time and sequence), holds (hold)."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure
from chalicelib.ledger import freezes
from chalicelib.ledger.model import Account, AccountKey, Freeze, Hold, Leg, OpenHold, Posted, Posting, Seen
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.idempotency import KEPT_DAYS

ACCOUNTS, JOURNAL, ENTRIES, HOLDS = "ledger-accounts", "ledger-journal", "ledger-entries", "ledger-holds"
_OPEN_HOLD = Codec(OpenHold, names={"amount_minor": "amount", "remaining_minor": "remaining"})
_FREEZE = Codec(Freeze)
_HOLD = Codec(Hold, names={"amount_minor": "amount", "captured_minor": "captured"})


def _from_holds(holds: Mapping[str, OpenHold]) -> Item:
    return {hold_id: _OPEN_HOLD.to_item(hold) for hold_id, hold in holds.items()}


def _to_holds(item: Mapping[str, Item]) -> dict[str, OpenHold]:
    return {hold_id: _OPEN_HOLD.to_model(hold) for hold_id, hold in item.items()}


_ACCOUNT = Codec(
    Account,
    names={"floor_minor": "floor", "ceiling_minor": "ceiling", "posted_minor": "posted", "held_minor": "held"},
    write={"holds": _from_holds, "freeze": lambda freeze: freeze and _FREEZE.to_item(freeze)},
    read={"holds": _to_holds, "freeze": _FREEZE.found},
)
to_account = _ACCOUNT.to_model


def read_accounts(keys: Sequence[AccountKey], rows: Mapping[str, tuple[str, Item]] | None = None) -> Seen:
    """The accounts that exist under these owners and rows of a product, consistent each, in one round trip."""
    rows = rows or {}
    if len(keys) == 1 and not rows:
        found = [dynamo.get(ACCOUNTS, _key(keys[0]))]
    else:
        found = dynamo.get_many([*((ACCOUNTS, _key(key)) for key in keys), *rows.values()])
    accounts = (to_account(item) for item in found[: len(keys)] if item is not None)
    return Seen({account.account_id: account for account in accounts}, dict(zip(rows, found[len(keys) :], strict=True)))


def accounts_of(owner_id: str, after: str = "", *, newest_first: bool = False) -> Iterator[Account]:
    """Every account of an owner, by id, which is oldest first but for cards; those behind `after` when it is given."""
    behind = f" AND account_id {'<' if newest_first else '>'} :after" if after else ""
    values: dict[str, Any] = {"after": after} if after else {}
    condition = f"owner_id = :owner{behind}"
    return map(to_account, dynamo.query_all(ACCOUNTS, condition, newest_first=newest_first, owner=owner_id, **values))


def first_accounts(owner_id: str) -> dict[str, Account]:
    """The accounts of an owner that one read brings: all of them, unless there are more than about a thousand."""
    items, _ = dynamo.query(ACCOUNTS, "owner_id = :owner", owner=owner_id)
    return {item["account_id"]: to_account(item) for item in items}


def opening(account: Account) -> list[Change]:
    """Opens an account, inside the transaction of the product that wants it; label `account`.

    While its owner is frozen as a whole the transaction raises OwnerFrozen: a new account would be a way round the freeze.
    """
    new = dynamo.put("account", ACCOUNTS, _from_account(account), condition="attribute_not_exists(account_id)")
    return [new, freezes.no_freeze_of(account.owner_id)]


def replacing(after: Account) -> Change:
    """Replaces an account by its next version; refused under the label `account:<id>` when it has moved on since."""
    values = _from_account(after)
    assign = {name: values.get(name) for name in _MOVING}
    label = f"account:{after.account_id}"
    return dynamo.update(label, ACCOUNTS, _key(after.key), assign, condition="version = :read", read=after.version - 1)


def accounts_in(refused: Mapping[str, Item | None]) -> dict[str, Account]:
    """The accounts that moved on under a transaction which `replacing` guarded, as they are now."""
    found = (to_account(item) for label, item in refused.items() if label.startswith("account:") and item)
    return {account.account_id: account for account in found}


def journal_change(posting: Posting, posted: Posted, body: Mapping[str, Any], deliveries: Sequence[Item]) -> Change:
    """The journal item: key, legs, fingerprint, the complete answer and the event, in one."""
    item: Item = {
        "scope": posting.call.idempotency.scope,
        "posting_id": posted.posting_id,
        "kind": posting.kind,
        "at": posted.at,
        "caller": posting.call.idempotency.caller,
        "fingerprint": posting.call.idempotency.fingerprint,
        "status": posting.status,
        "body": json.dumps(body),
        "legs": [_from_leg(leg) for leg in posted.draft.legs],
        "correlation_id": posting.call.correlation_id,
    }
    item["touched"] = [_touched(account, posted) for account in posted.accounts.values()]
    if deliveries:
        item["deliveries"] = list(deliveries)
    return dynamo.put_new("journal", JOURNAL, "scope", item)


def entry_change(account: Account, posted: Posted, kind: str, scope: str) -> Change:
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
        "kind": kind,
        "at": posted.at,
        "details": posted.details_of(account.account_id),
    }
    if account.holds:
        item["holds"] = _from_holds(account.holds)
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


def new_hold(hold: Hold) -> Change:
    return dynamo.put_new("hold", HOLDS, "hold_id", _HOLD.to_item(hold))


def ended_hold(hold: Hold) -> Change:
    """What became of a hold; the account's version guards it, so no condition of its own is needed."""
    return dynamo.update("hold", HOLDS, {"hold_id": hold.hold_id}, {"state": hold.state, "captured": hold.captured_minor})


def swept_hold(hold: Hold) -> Change:
    """Its expiry was swept; refused under the label `hold` when something was done to it since it was read."""
    condition = "#state = :state AND captured = :captured"
    seen: dict[str, Any] = {"state": hold.state, "captured": hold.captured_minor}
    return dynamo.update("hold", HOLDS, {"hold_id": hold.hold_id}, {"state": "EXPIRED"}, condition=condition, **seen)


def find_hold(hold_id: str) -> Hold | None:
    return _HOLD.found(dynamo.get(HOLDS, {"hold_id": hold_id}))


def reversed_change(posting_id: str, by: str, reason: str, now: datetime) -> Change:
    """The mark that a posting was reversed, and why; refused under the label `reversed` the second time."""
    item = {"scope": f"reversed#{posting_id}", "kind": "reversed", "posting_id": by, "reason": reason, "at": clock.to_text(now)}
    return dynamo.put_new("reversed", JOURNAL, "scope", item)


def find_journal(scope: str) -> Item | None:
    return dynamo.get(JOURNAL, {"scope": scope})


def every_journal_item() -> Iterator[Item]:
    """The whole journal, in no order: for rebuilding and verifying only."""
    return dynamo.scan_all(JOURNAL)


def every_account_item() -> Iterator[Item]:
    """Account items as they are kept, `available` included: for verifying only, as the next two."""
    return dynamo.scan_all(ACCOUNTS)


def every_entry() -> Iterator[Item]:
    return dynamo.scan_all(ENTRIES)


def holds_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Hold], Item | None]:
    """One page of an owner's holds, newest first."""
    items, rest = dynamo.owned(HOLDS, owner_id, limit, start)
    return [_HOLD.to_model(item) for item in items], rest


def every_hold() -> Iterator[Hold]:
    return map(_HOLD.to_model, dynamo.scan_all(HOLDS))


def find_entry(account_id: str, position: str) -> Item | None:
    """The entry of an account at this position."""
    return dynamo.get(ENTRIES, {"account_id": account_id, "position": position})


def newest_entry(account_id: str, until: str) -> Item | None:
    """The newest entry at or before a time."""
    bound = until + "$"  # sorts after every sequence of that millisecond: '#' < '$'
    items, _ = dynamo.query(
        ENTRIES, "account_id = :account AND #position <= :bound", newest_first=True, limit=1, account=account_id, bound=bound
    )
    return items[0] if items else None


def entries(account_id: str, start: str = "0", end: str = "9", *, maximum: int) -> Iterator[Item]:
    """The entries of an account between two times (both included), oldest first."""
    condition = "account_id = :account AND #position BETWEEN :first AND :last"
    return dynamo.query_all(ENTRIES, condition, maximum=maximum, account=account_id, first=start, last=end + "$")


def newest_entries(account_id: str, *, limit: int, start: Item | None, reference: str = "") -> tuple[list[Item], Item | None]:
    """A page of an account's entries, newest first, and the key to go on from; those of one reference when it is given."""
    page: dict[str, Any] = {"limit": limit, "start": start, "newest_first": True}
    if reference:
        given = _referenced(account_id, reference)
        return dynamo.query(ENTRIES, "referenced = :given", index="by-reference", **page, given=given)
    return dynamo.query(ENTRIES, "account_id = :account", **page, account=account_id)


def after_entry(entry: Item, *, referenced: bool) -> Item:
    """The key from which `newest_entries` goes on behind an entry."""
    names = ("account_id", "position", "referenced") if referenced else ("account_id", "position")
    return {name: entry[name] for name in names}


# Attributes that change after an account is opened.
_MOVING = (
    "freeze",
    "status",
    "floor",
    "ceiling",
    "posted",
    "held",
    "available",
    "entry_seq",
    "entry_at",
    "version",
    "completed",
    "holds",
    "since",
    "overtaken",
)


def _from_account(account: Account) -> Item:
    return {**_ACCOUNT.to_item(account), "available": account.available_minor}


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
        "holds": _from_holds(account.holds),
        "seq": account.entry_seq,
        "balance": account.posted_minor,
        "held": account.held_minor,
        "available": account.available_minor,
        "completed": account.completed,
        "details": posted.details_of(account.account_id),
    }


def _key(key: AccountKey) -> Item:
    return {"owner_id": key.owner_id, "account_id": key.account_id}
