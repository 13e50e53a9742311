"""REST routes of balance and transact. A user is the caller; anybody else is unknown."""

from chalicelib.fraud import public as fraud
from chalicelib.ledger.public import errors
from chalicelib.platform import schemas
from chalicelib.platform.funding import FundingSourceRequired
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.transact.errors import UnknownUser
from chalicelib.transact.operations.open_balance import find_or_open_balance
from chalicelib.transact.operations.transact import transact
from chalicelib.transact.postings import OPENING
from chalicelib.transact.schemas import Transacted, TransactRequest, UserBalance, UserBalanceQuery

routes = Routes(__name__, tag="Balance and transact", about="One balance for every user, credited and debited")


@routes.get(
    "/balance",
    summary="The caller's balance; one never seen before has 100.00 USD where funding is simulated, else 0.00",
    query=UserBalanceQuery,
    answer=UserBalance,
    failures=(UnknownUser, errors.OwnerFrozen),
)
def get_user_balance(request: Request[None, UserBalanceQuery]) -> Answer:
    """A user never seen before has 100.00 USD, which the ledger posts once."""
    user_id = _caller_only(request, request.query.user_id)
    account = find_or_open_balance(request.call)
    return Answer(200, UserBalance(user_id=user_id, **account.balances()))


@routes.post(
    "/transactions",
    summary="Credit or debit the caller's balance",
    status=201,
    location="/balance?userId={userId}",
    body=TransactRequest,
    answer=Transacted,
    keys="ledger",
    key_required=True,
    dry_run=True,
    failures=(
        UnknownUser,
        FundingSourceRequired,
        errors.InsufficientFunds,
        errors.AccountFrozen,
        errors.OwnerFrozen,
        fraud.DeclinedByPolicy,
        fraud.UnderReview,
    ),
)
def create_transaction(request: Request[TransactRequest, None]) -> Answer:
    """Adds to the caller's balance or takes from it, never below zero."""
    body = request.body
    _caller_only(request, body.user_id)
    receipt = transact(body.type, schemas.money(body.amount, OPENING.currency), request.call)
    return Answer.of(receipt)


def _caller_only(request: Request[object, object], user_id: str) -> str:
    if user_id != request.caller.user_id:
        raise UnknownUser("No such user")
    return user_id
