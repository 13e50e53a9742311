"""`transactions` (account, position), `balances` and `accounts_projection` (owner, account): the only place with their
keys and expressions. Everything written follows from the entry alone, no clock, so that a rebuild gives the same bytes."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.query.model import AccountState, Balance, Entry

TRANSACTIONS, BALANCES, ACCOUNTS = "transactions", "balances", "accounts_projection"
_BALANCE, _STATE = Codec(Balance), Codec(AccountState)
to_balance, found_balance = _BALANCE.to_model, _BALANCE.found


def find_balance(owner_id: str, account_id: str) -> Balance | None:
    return _BALANCE.found(dynamo.get(BALANCES, _key(owner_id, account_id)))


def balance_key(owner_id: str, account_id: str) -> tuple[str, Item]:
    """Where the balance lies, for a reader who brings it along with something else."""
    return BALANCES, _key(owner_id, account_id)


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
    """Refused unless the row is at the entry that `before` knows."""
    if before.seq:
        return dynamo.put("balance", BALANCES, _BALANCE.to_item(after), condition="seq = :read", read=before.seq)
    return dynamo.put_new("balance", BALANCES, "account_id", _BALANCE.to_item(after))


def rebuilt_balance(balance: Balance) -> Change:
    """Replaces whatever is there unless it has gone further; label `balance`."""
    condition = "attribute_not_exists(account_id) OR seq <= :read"
    return dynamo.put("balance", BALANCES, _BALANCE.to_item(balance), condition=condition, read=balance.seq)


def transaction_change(entry: Entry) -> Change:
    return dynamo.put("transaction", TRANSACTIONS, from_entry(entry))


def forget_balance(owner_id: str, account_id: str) -> None:
    dynamo.write(dynamo.delete("balance", BALANCES, _key(owner_id, account_id)))


def forget_transaction(account_id: str, position: str) -> None:
    dynamo.write(dynamo.delete("transaction", TRANSACTIONS, {"account_id": account_id, "position": position}))


def transactions(account_id: str, span: tuple[str, str], *, limit: int, start: Item | None) -> tuple[list[Item], Item | None]:
    """One page of those between two positions, newest first."""
    condition = "account_id = :account AND #position BETWEEN :first AND :last"
    page: dict[str, Any] = {"limit": limit, "start": start, "newest_first": True}
    return dynamo.query(TRANSACTIONS, condition, **page, account=account_id, first=span[0], last=span[1])


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
    return {
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


def _key(owner_id: str, account_id: str) -> Item:
    return {"owner_id": owner_id, "account_id": account_id}
