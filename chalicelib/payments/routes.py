"""REST routes of payments."""

import msgspec

from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import errors, find_account
from chalicelib.payments import store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.payments.operations.request_payment import request_payment
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import Amount, Body, Identifier, Reply, Text

routes = Routes(__name__, tag="Payments")


class PaymentRequest(Body):
    wallet_id: Identifier
    merchant: Text
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


@routes.post(
    "/payment",
    summary="Pay a merchant from a wallet; the outcome follows",
    status=202,
    body=PaymentRequest,
    answer=PaymentAccepted,
    keys="record",
    dry_run=True,
    failures=(errors.UnknownAccount, errors.InsufficientFunds),
)
def create_payment(request: Request) -> Answer:
    wallet = find_account(request.caller.user_id, request.body.wallet_id, request.now)
    body = request_payment(
        wallet,
        request.body.merchant,
        request.body.amount,
        idempotency=request.idempotency,
        now=request.now,
        correlation_id=request.correlation_id,
        dry_run=request.dry_run,
    )
    return Answer(200 if request.dry_run else 202, body)


@routes.get("/payment/{transaction_id}", summary="A payment and its status", answer=PaymentReply)
def get_payment(request: Request) -> Answer:
    payment = store.find_payment(request.path["transaction_id"])
    if payment is None or payment.owner_id != request.caller.user_id:
        raise UnknownPayment("No such payment")
    reply = PaymentReply(
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
    return Answer(200, reply)
