"""REST routes of transfers."""

from functools import partial

from chalicelib.accounts import public as accounts
from chalicelib.fraud import public as fraud
from chalicelib.identity import public as identity
from chalicelib.kernel.failures import AccountBusy, TooManyRequests
from chalicelib.ledger.public import errors as ledger
from chalicelib.limits import public as limits
from chalicelib.platform import paging
from chalicelib.platform.approval_routes import Proposed
from chalicelib.platform.approvals import ApprovalPending
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.transfers import errors, queries
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.operations.cancel_transfer import cancel_transfer as cancel
from chalicelib.transfers.operations.give_back import give_back, propose_to_give_back
from chalicelib.transfers.operations.make_transfer import make_transfer
from chalicelib.transfers.operations.send_transfer import SendTransfer, send_transfer
from chalicelib.transfers.schemas import (
    Reversed,
    ReverseRequest,
    SearchQuery,
    TransferEnded,
    TransferHeld,
    TransferMade,
    TransferPage,
    TransferQuery,
    TransferReply,
    TransferRequest,
)  # fmt: skip

routes = Routes(
    __name__,
    tag="Transfers",
    about="Money from one account to another",
    transaction_id="what POST /api/v1/transactions/transfer answered",
    account_id="a checking or savings account of the caller",
)


@routes.post(
    "/api/v1/transactions/transfer",
    summary="Transfer money to another account",
    status=201,
    location="/api/v1/transactions/{transactionId}",
    body=TransferRequest,
    answer=TransferMade,
    accepted=TransferHeld,
    keys="ledger",
    dry_run=True,
    authorized=True,
    failures=(ledger.UnknownAccount, errors.UnknownBeneficiary, errors.UnknownPayee, errors.NameMismatch, errors.SameAccount, errors.BeneficiaryClosed, ledger.AccountClosed,
              ledger.AccountFrozen, ledger.CurrencyMismatch, ledger.InsufficientFunds, limits.LevelRequired, limits.LimitExceeded,
              identity.StepUpRequired, identity.AuthorizationMismatch, identity.EmailNotVerified, TooManyRequests,
              ledger.TooManyHolds, fraud.DeclinedByPolicy),
)  # fmt: skip
def create_transfer(request: Request[TransferRequest, None]) -> Answer:
    """Moves the money at once, or holds it until a person of the bank has looked at it: 202. Between accounts of one customer
    nothing limits it but the balance; to others, the payer's level, and the payer is asked once more for a new payee, the
    fifth payment in a row and an amount that is not small. What goes to another bank waits until its network takes it, and what goes
    to an account that very many are paying until it is credited with others: 202."""
    command, payer = request.body.command(), Payer(request.caller, request.authorization)
    if isinstance(command, SendTransfer):
        return Answer.of(send_transfer(command, payer, request.call))
    return Answer.of(make_transfer(command, payer, request.call))


@routes.get(
    "/api/v1/transactions/{transaction_id}", summary="A transfer", answer=TransferReply, failures=(errors.UnknownTransfer,)
)
def get_transfer(request: Request[None, None]) -> Answer:
    """The transfer as the caller's side may know it, with what was given back of it."""
    return Answer(200, queries.told(*queries.find_transfer(request.caller.user_id, request.path["transaction_id"])))


@routes.get(
    "/api/v1/transactions/account/{account_id}",
    summary="Transfers of one account, newest first",
    query=TransferQuery,
    answer=TransferPage,
    failures=(ledger.UnknownAccount,),
)
def list_transfers(request: Request[None, TransferQuery]) -> Answer:
    """What the account paid, or what it was paid."""
    side = request.query.direction
    of_account = partial(queries.list_transfers, request.caller.user_id, request.path["account_id"], side)
    found, cursor = paging.page(request, of_account)
    return Answer(200, {"items": [queries.told(transfer, side) for transfer in found], "nextCursor": cursor})


@routes.get(
    "/api/v1/transactions/search",
    summary="Search the transfers of one account",
    query=SearchQuery,
    answer=TransferPage,
    failures=(ledger.UnknownAccount,),
)
def search_transfers(request: Request[None, SearchQuery]) -> Answer:
    """Newest first. Each page looks at so many transfers as `limit` says, and may find none and yet be followed by another."""
    account = accounts.find(request.caller.user_id, request.query.account_id)
    wanted = request.query.wanted(account.currency, request.now)
    found, cursor = paging.page(request, partial(queries.search, wanted))
    return Answer(200, {"items": [queries.told(transfer, wanted.side) for transfer in found], "nextCursor": cursor})


@routes.post(
    "/api/v1/transactions/{transaction_id}/reverse",
    summary="Give a transfer back to who paid. By the bank's staff this proposes it to a second person: 202",
    access="own",
    body=ReverseRequest,
    answer=Reversed,
    accepted=Proposed,
    location="/admin/approvals/{approvalId}",
    keys="record",
    dry_run=True,
    failures=(errors.UnknownTransfer, errors.NotReversibleByPayer, ledger.NotReversible, ledger.AlreadyReversed, errors.ReversalExceedsOriginal,
              ledger.InsufficientFunds, ledger.AccountClosed, ledger.AccountFrozen, AccountBusy, ApprovalPending),
)  # fmt: skip
def reverse_transfer(request: Request[ReverseRequest, None]) -> Answer:
    """Gives back what is left of it, or a part. Who was paid may do this, and the role operations; who has paid may not."""
    body, transaction_id = request.body, request.path["transaction_id"]
    if request.caller.is_staff:
        request.caller.require("operations")
        return Answer.of(propose_to_give_back(transaction_id, body.amount_text(), body.reason, request.call))
    return Answer.of(give_back(transaction_id, body.amount_text(), body.reason, request.call))


@routes.post(
    "/api/v1/transactions/{transaction_id}/cancel",
    summary="Call a transfer off that is held",
    answer=TransferEnded,
    keys="ledger",
    dry_run=True,
    failures=(errors.UnknownTransfer, errors.NotCancellable),
)
def cancel_transfer(request: Request[None, None]) -> Answer:
    """By who pays, until somebody has decided, the network to another bank has taken it, or it was credited: the money is there again."""
    return Answer.of(cancel(request.path["transaction_id"], request.call))
