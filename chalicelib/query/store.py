"""`transactions` (account, position), `balances` and `accounts_projection` (owner, account): the only place with their
keys and expressions. Everything written follows from the entry alone, no clock, so that a rebuild gives the same bytes."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.query.model import AccountState, Balance, Entry

TRANSACTIONS, BALANCES, ACCOUNTS = "transactions", "balances", "accounts_projection"
_BALANCE, _STATE = Codec(Balance), Codec(AccountState)
to_balance = _BALANCE.to_model


def find_balance(owner_id: str, account_id: str) -> Balance | None:
    return _BALANCE.found(dynamo.get(BALANCES, _key(owner_id, account_id)))


def find_balances(owner_id: str, account_ids: Sequence[str]) -> dict[str, Balance]:
    """Those of at most 100 accounts that have one."""
    if not account_ids:
        return {}
    items = dynamo.get_many([(BALANCES, _key(owner_id, account_id)) for account_id in account_ids])
    return {item["account_id"]: to_balance(item) for item in items if item is not None}


def advance(before: Balance, after: Balance, entry: Entry) -> None:
    """Writes the balance after an entry and the entry as a transaction. Raises Refused under the label `balance` when the
    balance is not at `before` any more."""
    changes = [balance_change(before, after)]
    if entry.amount:
        changes.append(transaction_change(entry))
    dynamo.transact(changes)


def balance_change(before: Balance, after: Balance) -> Change:
    """Refused unless the row is as `before` has it: the same sequence, and no newer entry has been seen beyond a gap."""
    item = _from_balance(after)
    if not before.seq and not before.ahead:
        return dynamo.put("balance", BALANCES, item, condition="attribute_not_exists(account_id)")
    if not before.ahead:
        condition = "seq = :read AND attribute_not_exists(ahead)"
        return dynamo.put("balance", BALANCES, item, condition=condition, read=before.seq)
    condition = "seq = :read AND ahead = :ahead"
    return dynamo.put("balance", BALANCES, item, condition=condition, read=before.seq, ahead=before.ahead)


def rebuilt_balance(balance: Balance) -> Change:
    """Replaces whatever is there unless it has gone further or newer entries have been seen; label `balance`."""
    behind = "seq <= :read AND (attribute_not_exists(ahead) OR ahead <= :read)"
    condition = f"attribute_not_exists(account_id) OR ({behind})"
    return dynamo.put("balance", BALANCES, _from_balance(balance), condition=condition, read=balance.seq)


def transaction_change(entry: Entry) -> Change:
    return dynamo.put("transaction", TRANSACTIONS, from_entry(entry))


def see_ahead(balance: Balance, seq: int) -> None:
    """Remembers that entry `seq` exists although the ones before it have not come, unless a higher one is remembered."""
    if balance.seq == 0:
        try:
            dynamo.write(dynamo.put_new("balance", BALANCES, "account_id", {**_from_balance(balance), "ahead": seq}))
            return
        except dynamo.Refused:
            pass
    change = dynamo.update(
        "balance",
        BALANCES,
        _key(balance.owner_id, balance.account_id),
        {"ahead": seq},
        condition="seq < :ahead AND (attribute_not_exists(ahead) OR ahead < :ahead)",
        ahead=seq,
    )
    try:
        dynamo.write(change)
    except dynamo.Refused:
        pass  # further on already, or a higher one is remembered


def forget_balance(owner_id: str, account_id: str) -> None:
    dynamo.write(dynamo.delete("balance", BALANCES, _key(owner_id, account_id)))


def forget_transaction(account_id: str, position: str) -> None:
    dynamo.write(dynamo.delete("transaction", TRANSACTIONS, {"account_id": account_id, "position": position}))


def transactions(account_id: str, *, limit: int, start: Item | None, reference: str = "") -> tuple[list[Item], Item | None]:
    """One page, newest first; those of one reference when it is given."""
    page: dict[str, Any] = {"limit": limit, "start": start, "newest_first": True}
    if reference:
        given = _referenced(account_id, reference)
        return dynamo.query(TRANSACTIONS, "referenced = :given", index="by-reference", **page, given=given)
    return dynamo.query(TRANSACTIONS, "account_id = :account", **page, account=account_id)


def _referenced(account_id: str, reference: str) -> str:
    """The key of the index `by-reference`: only rows with a reference are in it."""
    return f"{account_id}#{unicodedata.normalize('NFC', reference)}"


def put_state(state: AccountState, *, over_same: bool = False) -> None:
    """Keeps the state with the highest revision; with `over_same` replaces one of the same revision too."""
    condition = f"attribute_not_exists(account_id) OR revision {'<=' if over_same else '<'} :revision"
    try:
        dynamo.write(dynamo.put("state", ACCOUNTS, _STATE.to_item(state), condition=condition, revision=state.revision))
    except dynamo.Refused:
        pass  # older than what is known


def states_of(owner_id: str, *, limit: int, start: Item | None) -> tuple[list[AccountState], Item | None]:
    """One page of an owner's accounts, oldest first."""
    items, rest = dynamo.query(ACCOUNTS, "owner_id = :owner", limit=limit, start=start, owner=owner_id)
    return [_STATE.to_model(item) for item in items], rest


def every_transaction() -> Iterator[Item]:
    """For rebuilding and verifying only, as the next three."""
    return dynamo.scan_all(TRANSACTIONS)


def every_balance() -> Iterator[Balance]:
    return map(to_balance, dynamo.scan_all(BALANCES))


def every_state() -> Iterator[AccountState]:
    return map(_STATE.to_model, dynamo.scan_all(ACCOUNTS))


def every_state_key() -> Iterator[tuple[str, str]]:
    return ((item["owner_id"], item["account_id"]) for item in dynamo.scan_all(ACCOUNTS))


def forget_state(owner_id: str, account_id: str) -> None:
    dynamo.write(dynamo.delete("state", ACCOUNTS, _key(owner_id, account_id)))


def from_entry(entry: Entry) -> Item:
    """A transaction as it is kept."""
    reference = entry.details.get("reference")
    found_by = {"referenced": _referenced(entry.account_id, str(reference))} if reference else {}
    return found_by | {
        "account_id": entry.account_id,
        "position": entry.position,
        "seq": entry.seq,
        "transaction_id": entry.posting_id,
        "kind": entry.kind,
        "amount": entry.amount,
        "balance_after": -entry.balance if entry.side == "debit" else entry.balance,
        "currency": entry.currency,
        "at": entry.at,
        "details": dict(entry.details),
    }


def _from_balance(balance: Balance) -> Item:
    item = _BALANCE.to_item(balance)
    return item if balance.ahead else {name: value for name, value in item.items() if name != "ahead"}


def _key(owner_id: str, account_id: str) -> Item:
    return {"owner_id": owner_id, "account_id": account_id}
