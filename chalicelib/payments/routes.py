"""REST routes of payments."""

from functools import partial

from chalicelib.fraud import public as fraud
from chalicelib.ledger.public import errors
from chalicelib.payments import queries
from chalicelib.payments.errors import UnknownPayment
from chalicelib.payments.operations.request_payment import request_payment
from chalicelib.payments.schemas import PaymentAccepted, PaymentPage, PaymentReply, PaymentRequest
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import amount_text

routes = Routes(
    __name__,
    tag="Payments",
    about="Payments from a wallet to a merchant, settled in the background",
    transaction_id="what POST /payment answered",
)


@routes.post(
    "/payment",
    summary="Pay a merchant from a wallet; the outcome follows",
    status=202,
    location="/payment/{transactionId}",
    body=PaymentRequest,
    answer=PaymentAccepted,
    keys="record",
    dry_run=True,
    failures=(
        errors.UnknownAccount,
        errors.AccountFrozen,
        errors.InsufficientFunds,
        fraud.MerchantBlocked,
        fraud.DeclinedByPolicy,
        fraud.UnderReview,
    ),
)
def create_payment(request: Request[PaymentRequest, None]) -> Answer:
    """Accepts the payment; the wallet is debited, or refuses it, in the background. GET /payment/{transaction_id} tells."""
    body: PaymentRequest = request.body
    receipt = request_payment(
        body.wallet_id,
        body.merchant,
        amount_text(body.amount),
        request.call,
    )
    return Answer.of(receipt)


@routes.get("/payments", summary="The caller's payments, newest first", query=paging.Page, answer=PaymentPage)
def list_payments(request: Request[None, paging.Page]) -> Answer:
    """Every payment from a wallet of the caller, whatever became of it."""
    found, cursor = paging.page(request, partial(queries.list_payments, request.caller.user_id))
    return Answer(200, PaymentPage(items=[PaymentReply.of(payment) for payment in found], next_cursor=cursor))


@routes.get("/payment/{transaction_id}", summary="A payment and its status", answer=PaymentReply, failures=(UnknownPayment,))
def get_payment(request: Request[None, None]) -> Answer:
    """The payment with its status, and the reason where it failed."""
    return Answer(200, PaymentReply.of(queries.find_payment(request.caller.user_id, request.path["transaction_id"])))
