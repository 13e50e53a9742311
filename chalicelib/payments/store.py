"""The items of `payment-table`, one a payment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.platform.dynamo import Change

TABLE = "payment-table"


@dataclass(frozen=True, slots=True)
class Payment:
    payment_id: str
    owner_id: str
    wallet_id: str
    merchant: str
    amount_minor: int
    currency: str
    status: Literal["PENDING", "SUCCESSFUL", "FAILED"]
    created_at: str
    correlation_id: str
    reason: str = ""
    settled_at: str = ""


def new_payment(payment: Payment) -> Change:
    item = {name: getattr(payment, name) for name in Payment.__slots__}
    return dynamo.put_new("payment", TABLE, "payment_id", item)


def find_payment(payment_id: str) -> Payment | None:
    item = dynamo.get(TABLE, {"payment_id": payment_id})
    return Payment(**item) if item else None


def every_payment() -> Iterator[Payment]:
    """All payments of the bank: for verifying only."""
    return (Payment(**item) for item in dynamo.scan_all(TABLE))


def settled(payment_id: str, status: str, reason: str, now: datetime) -> Change:
    """The outcome, once: refused under `payment` unless it is PENDING, so never one after the other."""
    assign = {"status": status, "reason": reason, "settled_at": clock.to_text(now)}
    condition = "#status = :pending"
    return dynamo.update("payment", TABLE, {"payment_id": payment_id}, assign, condition=condition, pending="PENDING")
