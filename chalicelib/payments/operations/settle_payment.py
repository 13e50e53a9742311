"""Set a payment's status from what the wallet side said, once, and tell the customer."""

from dataclasses import replace
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.payments import events, store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.platform import dynamo


def settle_payment(payment_id: str, *, successful: bool, reason: str, now: datetime) -> None:
    """Does nothing when the payment has its outcome already. Raises UnknownPayment."""
    pending = store.find_payment(payment_id)
    if pending is None:
        raise UnknownPayment("No such payment")
    outcome = {"status": "SUCCESSFUL"} if successful else {"status": "FAILED", "reason": reason}
    payment = replace(pending, settled_at=clock.to_text(now), **outcome)
    try:
        dynamo.transact([store.settled(payment), events.settled(payment, now)])
    except dynamo.Refused:
        pass  # settled before; the event came twice
