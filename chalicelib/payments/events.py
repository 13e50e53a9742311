"""The facts of payments: one asks the wallet side to debit, one tells the customer how it ended."""

from chalicelib.kernel.money import to_decimal
from chalicelib.payments.model import Payment
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


def requested(payment: Payment, call: Call) -> Change:
    event = {
        "transactionId": payment.payment_id,
        "ownerId": payment.owner_id,
        "walletId": payment.wallet_id,
        "merchant": payment.merchant,
        "amountMinor": str(payment.amount_minor),
        "currency": payment.currency,
        "correlationId": payment.correlation_id,
        "ownWords": dict(payment.own_words),
    }
    asked = outbox.to_topic("payment_events", "PAYMENT_REQUESTED", event)
    return outbox.record("payment.requested", [asked], call)


def settled(payment: Payment, call: Call) -> Change:
    """The mail of the outcome that `payment` has now."""
    data = {
        "transactionId": payment.payment_id,
        "merchant": payment.merchant,
        "amount": to_decimal(payment.amount_minor, payment.currency),
        "currency": payment.currency,
        **({"reason": payment.reason} if payment.status == "FAILED" else {}),
    }
    mail = outbox.mail(payment.payment_id, f"PAYMENT.{payment.status}", payment.owner_id, data, payment.correlation_id)
    return outbox.record("payment.settled", [mail], call)
