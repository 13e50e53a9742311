"""`transfer-table` (transaction), `payee-table` (owner, payee): the only place with their keys and expressions."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.transfers.external import to_item, to_model
from chalicelib.transfers.model import Side, Transfer
from chalicelib.transfers.payees import Payee, id_of

TRANSFERS, PAYEES = "transfer-table", "payee-table"
_PAYEE = Codec(Payee, write={"external": to_item}, read={"external": to_model})
_TRANSFER = Codec(Transfer, write={"external": to_item}, read={"external": to_model})


def find_transfer(transaction_id: str) -> Transfer | None:
    return _TRANSFER.found(dynamo.get(TRANSFERS, {"transaction_id": transaction_id}))


def find_transfers(transaction_ids: Sequence[str]) -> dict[str, Transfer]:
    """Those that there are, by id, in one read; at most a hundred."""
    keys = [(TRANSFERS, {"transaction_id": each}) for each in dict.fromkeys(transaction_ids)]
    found = map(_TRANSFER.found, dynamo.get_many(keys))
    return {transfer.transaction_id: transfer for transfer in found if transfer}


def screened_between(since: datetime, until: datetime, limit: int, start: Item | None) -> tuple[int, list[Transfer], Item | None]:
    """Of one page of all transfers: how many rows it has, those that were screened between two times, and where the next begins."""
    items, rest = dynamo.scan_page(TRANSFERS, limit, start)
    first, last = clock.to_text(since), clock.to_text(until)
    found = [_TRANSFER.to_model(item) for item in items if item.get("decision") and first <= item["created_at"] < last]
    return len(items), found, rest


def to_transfer(item: Item) -> Transfer:
    return _TRANSFER.to_model(item)


def transfer_row(transaction_id: str) -> tuple[str, Item]:
    """Where a transfer lies, for a posting that reads it beside its accounts."""
    return TRANSFERS, {"transaction_id": transaction_id}


def new_transfer(transfer: Transfer) -> Change:
    return dynamo.put_new("transfer", TRANSFERS, "transaction_id", _TRANSFER.to_item(transfer))


def ended(after: Transfer, seen: Transfer) -> Change:
    """What became of a transfer that was held; refused under the label `transfer` when somebody ended it meanwhile."""
    return _moved(after, seen, {})


def moved_on(after: Transfer, seen: Transfer) -> Change:
    """How far an external one has come; refused under the label `transfer` when it was further by then."""
    return _moved(after, seen, {"external": to_item(after.external)})


def _moved(after: Transfer, seen: Transfer, more: Item) -> Change:
    return dynamo.update(
        "transfer",
        TRANSFERS,
        {"transaction_id": after.transaction_id},
        {"status": after.status, "ended_at": after.ended_at, "reason": after.reason, **more},
        condition="#status = :seen",
        seen=seen.status,
    )


def handed_over(after: Transfer, seen: Transfer) -> Change:
    """What the network said when it took the payment; refused under the label `transfer` where that is kept, and for one that ended."""
    return dynamo.update(
        "transfer",
        TRANSFERS,
        {"transaction_id": after.transaction_id},
        {"external": to_item(after.external)},
        condition="#status = :seen AND #external.trace_number = :none",
        seen=seen.status,
        none="",
    )


def is_held(transaction_id: str) -> Change:
    """The condition that a transfer waits for a decision."""
    key = {"transaction_id": transaction_id}
    return dynamo.check("transfer", TRANSFERS, key, "#status = :held", held="UNDER_REVIEW")


def given_back(after: Transfer, seen: Transfer) -> Change:
    """More of it was given back; refused under the label `transfer` when somebody gave back meanwhile."""
    assign = {"reversed_minor": after.reversed_minor, "reversed_at": after.reversed_at, "status": after.status}
    return dynamo.update(
        "transfer",
        TRANSFERS,
        {"transaction_id": after.transaction_id},
        assign,
        condition="reversed_minor = :seen",
        seen=seen.reversed_minor,
    )


def payee_row(owner_id: str, account_id: str) -> tuple[str, Item]:
    """Where a payee lies, for a posting that reads it beside its accounts."""
    return PAYEES, {"owner_id": owner_id, "payee_id": id_of(owner_id, account_id)}


to_payee = _PAYEE.found


def find_payee(owner_id: str, payee_id: str) -> Payee | None:
    return _PAYEE.found(dynamo.get(PAYEES, {"owner_id": owner_id, "payee_id": payee_id}))


def list_payees(owner_id: str, *, limit: int, start: Item | None) -> tuple[list[Payee], Item | None]:
    """One page of those whom an owner keeps; it may be shorter than asked for, since those who were only paid are left out."""
    items, rest = dynamo.query(PAYEES, "owner_id = :owner", limit=limit, start=start, owner=owner_id)
    return [payee for payee in map(_PAYEE.to_model, items) if payee.is_kept], rest


def payee_changed(after: Payee) -> Change:
    """The next version of a payee that was read; refused under the label `payee` when it has moved on since."""
    item = _PAYEE.to_item(replace(after, version=after.version + 1))
    if after.version == 0:  # none there, or one of before versions were counted
        return dynamo.put("payee", PAYEES, item, condition="attribute_not_exists(version)")
    return dynamo.put("payee", PAYEES, item, condition="version = :read", read=after.version)


def payee_unchanged(seen: Payee) -> Change:
    """Holds while the payee is as it was read; label `payee`."""
    key = {"owner_id": seen.owner_id, "payee_id": seen.payee_id}
    return dynamo.check("payee", PAYEES, key, "version = :read", read=seen.version)


def sent_from(account_id: str, limit: int, start: Item | None) -> tuple[list[Transfer], Item | None]:
    """One page of what was sent from an account, newest first."""
    return _page("by-source", "from_account", account_id, limit, start)


def received_on(account_id: str, limit: int, start: Item | None) -> tuple[list[Transfer], Item | None]:
    """One page of what came to an account, newest first."""
    return _page("by-target", "to_account", account_id, limit, start)


def _page(index: str, attribute: str, account_id: str, limit: int, start: Item | None) -> tuple[list[Transfer], Item | None]:
    items, rest = dynamo.query(
        TRANSFERS, f"{attribute} = :account", index=index, limit=limit, start=start, newest_first=True, account=account_id
    )
    return [_TRANSFER.to_model(item) for item in items], rest


def within(
    account_id: str, side: Side, ends: tuple[str, str], limit: int, start: Item | None
) -> tuple[list[Transfer], Item | None]:
    """One page of what an account paid, or was paid, between two ids, newest first: one query."""
    index, attribute = ("by-source", "from_account") if side == "out" else ("by-target", "to_account")
    first, last = ends
    items, rest = dynamo.query(
        TRANSFERS,
        f"{attribute} = :account AND transaction_id BETWEEN :first AND :last",
        index=index,
        limit=limit,
        start=start,
        newest_first=True,
        account=account_id,
        first=first,
        last=last,
    )
    return [_TRANSFER.to_model(item) for item in items], rest


def every_transfer() -> Iterator[Transfer]:
    """All transfers of the bank: for verifying only."""
    return map(_TRANSFER.to_model, dynamo.scan_all(TRANSFERS))
