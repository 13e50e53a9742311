"""REST routes of payments."""

from functools import partial

from chalicelib.accounts import public as accounts
from chalicelib.fraud import public as fraud
from chalicelib.kernel.failures import AccountBusy
from chalicelib.ledger.public import errors
from chalicelib.limits import public as limits
from chalicelib.payments import queries
from chalicelib.payments.errors import UnknownPayment
from chalicelib.payments.operations.request_payment import request_payment
from chalicelib.payments.schemas import AccountPaymentRequest, PaymentAccepted, PaymentPage, PaymentReply, PaymentRequest
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import amount_text

routes = Routes(
    __name__,
    tag="Payments",
    about="Payments from a wallet or an account to a merchant, settled in the background",
    transaction_id="what POST /payment or POST /api/v1/transactions/payment answered",
)


_REFUSALS = (
    errors.UnknownAccount,
    errors.AccountClosed,
    errors.AccountFrozen,
    errors.InsufficientFunds,
    fraud.MerchantBlocked,
    fraud.DeclinedByPolicy,
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
    failures=_REFUSALS,
)
def create_payment(request: Request[PaymentRequest, None]) -> Answer:
    """Accepts the payment; the wallet is debited, or refuses it, in the background. GET /payment/{transaction_id} tells. What a person of
    the bank has to look at stays PENDING, with its money held, for five days at most."""
    body: PaymentRequest = request.body
    receipt = request_payment(
        body.wallet_id,
        body.merchant,
        amount_text(body.amount),
        request.call,
    )
    return Answer.of(receipt)


@routes.post(
    "/api/v1/transactions/payment",
    summary="Pay a merchant from an account; the outcome follows",
    status=202,
    location="/payment/{transactionId}",
    body=AccountPaymentRequest,
    answer=PaymentAccepted,
    keys="record",
    dry_run=True,
    failures=(*_REFUSALS, limits.LevelRequired, limits.LimitExceeded, AccountBusy),
)
def create_account_payment(request: Request[AccountPaymentRequest, None]) -> Answer:
    """Within the payer's level and limit, screened like a purchase, and accepted; the account is debited, or refuses it, in the
    background. GET /payment/{transaction_id} tells."""
    body, payer = request.body, request.caller
    receipt = request_payment(
        body.from_account_id,
        body.merchant,
        amount_text(body.amount),
        request.call,
        products=accounts.PRODUCTS,
        email=payer.email,
    )
    return Answer.of(receipt)


@routes.get("/payments", summary="The caller's payments, newest first", query=paging.Page, answer=PaymentPage)
def list_payments(request: Request[None, paging.Page]) -> Answer:
    """Every payment from a wallet or an account of the caller, whatever became of it."""
    found, cursor = paging.page(request, partial(queries.list_payments, request.caller.user_id))
    return Answer(200, PaymentPage(items=[PaymentReply.of(payment) for payment in found], next_cursor=cursor))


@routes.get("/payment/{transaction_id}", summary="A payment and its status", answer=PaymentReply, failures=(UnknownPayment,))
def get_payment(request: Request[None, None]) -> Answer:
    """The payment with its status, and the reason where it failed."""
    return Answer(200, PaymentReply.of(queries.find_payment(request.caller.user_id, request.path["transaction_id"])))
