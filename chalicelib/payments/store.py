"""The items of `payment-table`, one a payment."""

from collections.abc import Iterator

from chalicelib.payments.model import Payment
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

TABLE = "payment-table"
_PAYMENT = Codec(Payment)


def new_payment(payment: Payment) -> Change:
    return dynamo.put_new("payment", TABLE, "payment_id", _PAYMENT.to_item(payment))


def find_payment(payment_id: str) -> Payment | None:
    return _PAYMENT.found(dynamo.get(TABLE, {"payment_id": payment_id}))


def payments_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Payment], Item | None]:
    """One page of an owner's payments, newest first."""
    items, rest = dynamo.owned(TABLE, owner_id, limit, start)
    return [_PAYMENT.to_model(item) for item in items], rest


def every_payment() -> Iterator[Payment]:
    """All payments of the bank: for verifying only."""
    return map(_PAYMENT.to_model, dynamo.scan_all(TABLE))


def settled(payment: Payment) -> Change:
    """The outcome, once: refused under `payment` unless it is PENDING, so never one after the other."""
    assign = {"status": payment.status, "reason": payment.reason, "settled_at": payment.settled_at}
    condition = "#status = :pending"
    key = {"payment_id": payment.payment_id}
    return dynamo.update("payment", TABLE, key, assign, condition=condition, pending="PENDING")
