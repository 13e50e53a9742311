"""Set a payment's status from what the wallet side said, once, and tell the customer."""

from datetime import datetime

from chalicelib.kernel.money import to_decimal
from chalicelib.payments import store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.platform import dynamo, outbox


def settle_payment(payment_id: str, *, successful: bool, reason: str, now: datetime) -> None:
    """Does nothing when the payment has its outcome already. Raises UnknownPayment."""
    payment = store.find_payment(payment_id)
    if payment is None:
        raise UnknownPayment("No such payment")
    status = "SUCCESSFUL" if successful else "FAILED"
    data = {
        "transactionId": payment_id,
        "merchant": payment.merchant,
        "amount": to_decimal(payment.amount_minor, payment.currency),
        "currency": payment.currency,
        **({} if successful else {"reason": reason}),
    }
    mail = outbox.mail(payment_id, f"PAYMENT.{status}", payment.owner_id, data, payment.correlation_id)
    told = outbox.record("payment.settled", [mail], now, payment.correlation_id)
    try:
        dynamo.transact([store.settled(payment_id, status, reason, now), told])
    except dynamo.Refused:
        pass  # settled before; the event came twice
