"""`transfer-limits` (owner, currency): the only place with its key and expressions."""

from collections.abc import Iterator

from chalicelib.limits.model import Spending
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

LIMITS = "transfer-limits"
_SPENDING = Codec(Spending)


def spending_row(owner_id: str, currency: str) -> tuple[str, Item]:
    """Where a customer's limit lies, for whoever reads it beside other rows."""
    return LIMITS, {"owner_id": owner_id, "currency": currency}


def to_spending(owner_id: str, currency: str, item: Item | None) -> Spending:
    return _SPENDING.to_model(item) if item else Spending(owner_id, currency)


def find_spending(owner_id: str, currency: str) -> Spending:
    return to_spending(owner_id, currency, dynamo.get(*spending_row(owner_id, currency)))


def every_spending() -> Iterator[Spending]:
    """All of the bank: for verifying only."""
    return map(_SPENDING.to_model, dynamo.scan_all(LIMITS))


def spent(after: Spending) -> Change:
    """The next version of what was sent; refused under the label `limit` when it has moved on since."""
    if after.version == 1:
        return dynamo.put_new("limit", LIMITS, "owner_id", _SPENDING.to_item(after))
    return dynamo.put("limit", LIMITS, _SPENDING.to_item(after), condition="version = :read", read=after.version - 1)
