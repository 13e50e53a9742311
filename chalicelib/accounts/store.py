"""`account-table` (account) and `account-numbers` (number): the only place with their keys and expressions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.accounts.model import BankAccount
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

ACCOUNTS, NUMBERS = "account-table", "account-numbers"
_ROW = Codec(BankAccount)
to_account = _ROW.to_model


def find(account_id: str) -> BankAccount | None:
    return _ROW.found(dynamo.get(ACCOUNTS, {"account_id": account_id}))


def find_pair(account_id: str, other: Item) -> tuple[BankAccount | None, Item | None]:
    """An account, and the row of another one or of a number (`other` is its key), in one round trip."""
    table = NUMBERS if "account_number" in other else ACCOUNTS
    first, second = dynamo.get_many([(ACCOUNTS, {"account_id": account_id}), (table, other)])
    return _ROW.found(first), second


def find_number(account_number: str) -> Item | None:
    """The row of a number: whose it is."""
    return dynamo.get(NUMBERS, {"account_number": account_number})


def find_many(account_ids: Sequence[str]) -> list[BankAccount]:
    """At most 100 accounts, in the order asked for; those that are none of ours are left out."""
    if not account_ids:
        return []
    items = dynamo.get_many([(ACCOUNTS, {"account_id": account_id}) for account_id in account_ids])
    return [to_account(item) for item in items if item is not None]


def every_account(segment: int = 0, segments: int = 1) -> Iterator[BankAccount]:
    """All accounts of the bank, or those of one segment: for walks over everything only."""
    return map(to_account, dynamo.scan_all(ACCOUNTS, segment, segments))


def opened(row: BankAccount) -> list[Change]:
    """A new account and its number; refused under the label `number` when the number is taken."""
    number = {"account_number": row.account_number, "account_id": row.account_id, "owner_id": row.owner_id}
    return [
        dynamo.put_new("row", ACCOUNTS, "account_id", _ROW.to_item(row)),
        dynamo.put_new("number", NUMBERS, "account_number", number),
    ]


def status_changed(row: BankAccount, *, only_idle: bool = False) -> Change:
    """Sets the status of `row`, its next revision; with `only_idle` only while nothing is pending or scheduled. Label `row`."""
    condition = "revision = :before" + (" AND pending = :none AND scheduled = :none" if only_idle else "")
    values: Mapping[str, Any] = {"before": row.revision - 1} | ({"none": 0} if only_idle else {})
    assign = {"status": row.status, "revision": row.revision}
    return dynamo.update("row", ACCOUNTS, {"account_id": row.account_id}, assign, condition=condition, **values)


def operation_begun(owner_id: str, account_id: str, currency: str, *, debit: bool) -> Change:
    """Counts an operation that is not final. Label `row`: refused by another owner's or another currency's account, by a
    closed one, and a debit by a frozen one too."""
    condition = "owner_id = :owner AND currency = :currency AND " + ("#status = :open" if debit else "#status <> :closed")
    values = {"owner": owner_id, "currency": currency} | ({"open": "OPEN"} if debit else {"closed": "CLOSED"})
    return dynamo.update("row", ACCOUNTS, {"account_id": account_id}, {}, add={"pending": 1}, condition=condition, **values)


def transfer_scheduled(owner_id: str, account_id: str, maximum: int) -> Change:
    """Counts a transfer to come. Label `row`: refused by another owner's or a closed account, and by one with `maximum` of them."""
    condition = "owner_id = :owner AND #status <> :closed AND scheduled < :maximum"
    return dynamo.update(
        "row",
        ACCOUNTS,
        {"account_id": account_id},
        {},
        add={"scheduled": 1},
        condition=condition,
        owner=owner_id,
        closed="CLOSED",
        maximum=maximum,
    )


def transfer_unscheduled(account_id: str) -> Change:
    return dynamo.update(
        "row", ACCOUNTS, {"account_id": account_id}, {}, add={"scheduled": -1}, condition="scheduled > :none", none=0
    )


def operation_ended(account_id: str) -> Change:
    return dynamo.update(
        "row", ACCOUNTS, {"account_id": account_id}, {}, add={"pending": -1}, condition="pending > :none", none=0
    )
