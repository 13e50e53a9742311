"""Wire shapes of payments."""

import msgspec

from chalicelib.fraud.public import Merchant
from chalicelib.kernel.money import to_decimal
from chalicelib.payments.model import WALLET, Payment, Status
from chalicelib.platform.own_words import OwnWords, OwnWordsReply
from chalicelib.platform.schemas import Amount, AmountText, Currency, Identifier, Reply, Timestamp


class PaymentRequest(OwnWords):
    """Whom to pay, out of which wallet.

    wallet_id: the wallet that pays
    merchant: who is paid, such as Bookshop
    amount: how much, in the currency of the wallet
    """

    wallet_id: Identifier
    merchant: Merchant
    amount: Amount


class AccountPaymentRequest(OwnWords):
    """Whom to pay, out of which account.

    from_account_id: the checking or savings account that pays
    merchant: who is paid, such as Bookshop
    amount: how much, in the currency of the account
    """

    from_account_id: Identifier
    merchant: Merchant
    amount: Amount


class PaymentAccepted(OwnWordsReply):
    """The payment is on its way.

    transaction_id: what to ask GET /payment/{transaction_id} about
    status: PENDING until the money was taken or refused
    dry_run: true where nothing was done and this is what would have happened
    """

    transaction_id: Identifier
    status: Status
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET


class PaymentReply(OwnWordsReply):
    """A payment and what became of it.

    transaction_id: the id of the payment
    wallet_id: the wallet that pays; null where an account does
    account_id: the account that pays; null where a wallet does
    merchant: who is paid, such as Bookshop
    amount: how much
    currency: the currency of what pays
    status: PENDING until the money was taken (SUCCESSFUL) or refused (FAILED)
    reason: the code of the refusal; null unless FAILED, such as insufficient_funds
    created_at: when it was asked for
    settled_at: when the money was taken or refused; null before
    correlation_id: the id of the request that made it, such as 3f0c9c1e-2b1d-4d7e-9a55-0d4b6a1f7c21
    """

    transaction_id: Identifier
    wallet_id: Identifier | None
    account_id: Identifier | None
    merchant: str
    amount: AmountText
    currency: Currency
    status: Status
    reason: str | None
    created_at: Timestamp
    settled_at: Timestamp | None
    correlation_id: str

    @classmethod
    def of(cls, payment: Payment) -> "PaymentReply":
        return cls(
            transaction_id=payment.payment_id,
            wallet_id=payment.wallet_id if payment.product == WALLET else None,
            account_id=payment.wallet_id if payment.product != WALLET else None,
            merchant=payment.merchant,
            amount=to_decimal(payment.amount_minor, payment.currency),
            currency=payment.currency,
            status=payment.status,
            reason=payment.reason or None,
            created_at=payment.created_at,
            settled_at=payment.settled_at or None,
            correlation_id=payment.correlation_id,
            **payment.own_words,
        )


class PaymentPage(Reply):
    """A page of the caller's payments, newest first.

    items: the payments
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[PaymentReply]
    next_cursor: str | None
