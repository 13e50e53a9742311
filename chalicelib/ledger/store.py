"""The ledger's accounts (owner, account) and holds (hold): the only place with their keys and expressions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.ledger import freezes, tallies
from chalicelib.ledger.model import Account, AccountKey, Freeze, Hold, OpenHold
from chalicelib.ledger.posting import Seen
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

ACCOUNTS, HOLDS = "ledger-accounts", "ledger-holds"
_OPEN_HOLD = Codec(OpenHold, names={"amount_minor": "amount", "remaining_minor": "remaining"})
_FREEZE = Codec(Freeze)
_HOLD = Codec(Hold, names={"amount_minor": "amount", "captured_minor": "captured"})


def from_holds(holds: Mapping[str, OpenHold]) -> Item:
    return {hold_id: _OPEN_HOLD.to_item(hold) for hold_id, hold in holds.items()}


def _to_holds(item: Mapping[str, Item]) -> dict[str, OpenHold]:
    return {hold_id: _OPEN_HOLD.to_model(hold) for hold_id, hold in item.items()}


_ACCOUNT = Codec(
    Account,
    names={"floor_minor": "floor", "ceiling_minor": "ceiling", "posted_minor": "posted", "held_minor": "held"},
    write={"holds": from_holds, "tallies": tallies.to_item, "freeze": lambda freeze: freeze and _FREEZE.to_item(freeze)},
    read={"holds": _to_holds, "tallies": tallies.to_model, "freeze": _FREEZE.found},
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


def every_account_item() -> Iterator[Item]:
    """Account items as they are kept, `available` included: for verifying only, as the next two."""
    return dynamo.scan_all(ACCOUNTS)


def holds_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Hold], Item | None]:
    """One page of an owner's holds, newest first."""
    items, rest = dynamo.owned(HOLDS, owner_id, limit, start)
    return [_HOLD.to_model(item) for item in items], rest


def every_hold() -> Iterator[Hold]:
    return map(_HOLD.to_model, dynamo.scan_all(HOLDS))


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
    "overtaken",
    "tallies",
)


def _from_account(account: Account) -> Item:
    return {**_ACCOUNT.to_item(account), "available": account.available_minor}


def _key(key: AccountKey) -> Item:
    return {"owner_id": key.owner_id, "account_id": key.account_id}
