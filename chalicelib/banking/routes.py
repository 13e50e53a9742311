"""REST routes of operations."""

from chalicelib.accounts.public import errors as account_errors
from chalicelib.banking import errors
from chalicelib.banking.model import Type
from chalicelib.banking.operations.begin_operation import begin_operation, rehearse_operation
from chalicelib.banking.operations.end_operation import follow_operation
from chalicelib.banking.schemas import MoveMoneyRequest, OperationBegun, OperationStatus
from chalicelib.fraud import public as fraud
from chalicelib.kernel.failures import AccountBusy
from chalicelib.platform.funding import FundingSourceRequired
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import amount_text

routes = Routes(
    __name__,
    tag="Operations on accounts",
    about="Deposits and withdrawals: accepted at once, posted by a queue, followed by their id",
    operation_id="what POST /deposit or POST /withdraw answered",
)


@routes.post(
    "/deposit",
    summary="Pay into an account: accepted, then posted",
    body=MoveMoneyRequest,
    answer=OperationBegun,
    keys="record",
    dry_run=True,
    failures=(FundingSourceRequired, account_errors.UnknownAccount, account_errors.AccountClosed, AccountBusy),
)
def deposit(request: Request[MoveMoneyRequest, None]) -> Answer:
    """Writes the command down and answers at once; a queue posts it. The operation tells what became of it."""
    return _begin(request, "DEPOSIT")


@routes.post(
    "/withdraw",
    summary="Take out of an account: accepted, then posted or refused",
    body=MoveMoneyRequest,
    answer=OperationBegun,
    keys="record",
    dry_run=True,
    failures=(
        account_errors.UnknownAccount,
        account_errors.AccountClosed,
        account_errors.AccountFrozen,
        AccountBusy,
        fraud.DeclinedByPolicy,
    ),
)
def withdraw(request: Request[MoveMoneyRequest, None]) -> Answer:
    """Writes the command down and answers at once; a queue posts it, or refuses it for lack of funds. What a person of the bank has to
    look at stays PENDING, with its money held, for five days at most."""
    return _begin(request, "WITHDRAW")


@routes.get(
    "/operation-status/{operation_id}",
    summary="What became of a deposit or withdrawal",
    answer=OperationStatus,
    failures=(errors.UnknownOperation,),
)
def get_operation_status(request: Request[None, None]) -> Answer:
    """PENDING until the ledger has posted or refused it, then how it ended and why."""
    operation = follow_operation(request.path["operation_id"], request.call)
    return Answer(200, OperationStatus.of(operation))


def _begin(request: Request[MoveMoneyRequest, None], type: Type) -> Answer:
    begin = rehearse_operation if request.call.dry_run else begin_operation
    return Answer.of(begin(type, request.body.account_id, amount_text(request.body.amount), request.call))
