"""`held-payment-table` (transaction): the only place with its key and expressions."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.reviews.model import HeldPayment, Onward

TABLE = "held-payment-table"
_HELD = Codec(
    HeldPayment,
    write={"onward": lambda onward: {**asdict(onward), "events": list(onward.events)}},
    read={"onward": lambda item: Onward(**{**item, "events": tuple(item["events"])})},
)


def find(transaction_id: str) -> HeldPayment | None:
    return _HELD.found(dynamo.get(TABLE, {"transaction_id": transaction_id}))


def to_held(item: Item) -> HeldPayment:
    return _HELD.to_model(item)


def row(transaction_id: str) -> tuple[str, Item]:
    """Where a held payment lies, for a posting that reads it beside its account."""
    return TABLE, {"transaction_id": transaction_id}


def new(payment: HeldPayment) -> Change:
    return dynamo.put_new("held", TABLE, "transaction_id", _HELD.to_item(payment))


def ended(after: HeldPayment) -> Change:
    """What became of it; refused under the label `held` when somebody ended it meanwhile."""
    assign = {"status": after.status, "ended_at": after.ended_at, "reason": after.reason}
    key = {"transaction_id": after.transaction_id}
    return dynamo.update("held", TABLE, key, assign, condition="#status = :held", held="UNDER_REVIEW")


def is_held(transaction_id: str) -> Change:
    """The condition that a payment waits for a decision."""
    return dynamo.check("held", TABLE, {"transaction_id": transaction_id}, "#status = :held", held="UNDER_REVIEW")


def screened_between(
    since: datetime, until: datetime, limit: int, start: Item | None
) -> tuple[int, list[HeldPayment], Item | None]:
    """Of one page of all that were ever held: how many rows it has, those that were held between two times, and where the next begins."""
    items, rest = dynamo.scan_page(TABLE, limit, start)
    first, last = ids.between(since, until)
    found = [_HELD.to_model(item) for item in items if first <= item["hold_id"] <= last]
    return len(items), found, rest


def every_held() -> Iterator[HeldPayment]:
    """All that were ever held: for verifying only."""
    return map(_HELD.to_model, dynamo.scan_all(TABLE))
