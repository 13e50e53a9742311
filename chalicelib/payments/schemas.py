"""Wire shapes of payments."""

import msgspec

from chalicelib.fraud.public import Merchant
from chalicelib.kernel.money import to_decimal
from chalicelib.payments.model import Payment
from chalicelib.platform.schemas import Amount, Body, Identifier, Reply


class PaymentRequest(Body):
    wallet_id: Identifier
    merchant: Merchant
    amount: Amount


class PaymentAccepted(Reply):
    transaction_id: Identifier
    status: str
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET


class PaymentReply(Reply):
    transaction_id: Identifier
    wallet_id: Identifier
    merchant: str
    amount: str
    currency: str
    status: str
    reason: str | None
    created_at: str
    settled_at: str | None
    correlation_id: str

    @classmethod
    def of(cls, payment: Payment) -> "PaymentReply":
        return cls(
            transaction_id=payment.payment_id,
            wallet_id=payment.wallet_id,
            merchant=payment.merchant,
            amount=to_decimal(payment.amount_minor, payment.currency),
            currency=payment.currency,
            status=payment.status,
            reason=payment.reason or None,
            created_at=payment.created_at,
            settled_at=payment.settled_at or None,
            correlation_id=payment.correlation_id,
        )
