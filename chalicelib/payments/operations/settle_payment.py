"""Set a payment's status from what the wallet side said, once, and tell the customer."""

from dataclasses import replace

from chalicelib.kernel import clock
from chalicelib.payments import events, store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call


def settle_payment(payment_id: str, call: Call, *, successful: bool, reason: str) -> None:
    """Does nothing when the payment has its outcome already. Raises UnknownPayment."""
    pending = store.find_payment(payment_id)
    if pending is None:
        raise UnknownPayment("No such payment")
    ended = replace(pending, settled_at=clock.to_text(call.now))
    payment = replace(ended, status="SUCCESSFUL") if successful else replace(ended, status="FAILED", reason=reason)
    try:
        dynamo.transact([store.settled(payment), events.settled(payment, call)])
    except dynamo.Refused:
        pass  # settled before; the event came twice
