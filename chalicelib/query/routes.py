"""REST routes of the query side."""

from functools import partial

from chalicelib.ledger.public import errors
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.query import queries
from chalicelib.query.errors import UnknownTransaction
from chalicelib.query.schemas import (
    AccountBalance,
    AccountTransaction,
    BalancePage,
    BalanceQuery,
    BalanceReply,
    TransactionPage,
    TransactionQuery,
)

routes = Routes(
    __name__,
    tag="Balances and transactions",
    about="What the ledger says of an account, now or at a time",
    account_id="any account of the caller: of the bank, a card, a wallet, a loan, a goal",
    transaction_id="what moving the money answered, or the list of transactions",
)


@routes.get("/balances", summary="Balances of the caller's accounts", query=paging.Page, answer=BalancePage)
def list_balances(request: Request[None, paging.Page]) -> Answer:
    """Checking and savings accounts, from the query side's own tables, which follow the ledger within a moment."""
    found, cursor = paging.page(request, partial(queries.balances_of, request.caller.user_id, request.now))
    return Answer(200, BalancePage(items=[AccountBalance.of_state(*each) for each in found], next_cursor=cursor))


@routes.get(
    "/balances/{account_id}",
    also="/api/v1/accounts/{account_id}/balance",
    summary="Balances of one account, now or at a time",
    query=BalanceQuery,
    answer=BalanceReply,
    failures=(errors.UnknownAccount,),
)
def get_balances(request: Request[None, BalanceQuery]) -> Answer:
    """With `at` the balances as they were at that time, from the ledger's entries."""
    owner_id, account_id, moment = request.caller.user_id, request.path["account_id"], request.query.moment()
    if moment is None:
        view = queries.balance_of(owner_id, account_id, request.now)
    else:
        view = queries.balance_at(owner_id, account_id, moment, request.now)
    return Answer(200, BalanceReply.of(view))


@routes.get(
    "/transactions/{account_id}",
    summary="Transactions of one account, newest first",
    query=TransactionQuery,
    answer=TransactionPage,
    failures=(errors.UnknownAccount,),
)
def list_transactions(request: Request[None, TransactionQuery]) -> Answer:
    """Every movement on the account with the balance right after it, or those that are looked for: a page then looks at some
    hundreds of them, and may find none and yet be followed by another."""
    by_reference = bool(request.query.reference)
    view = queries.balance_of(request.caller.user_id, request.path["account_id"], request.now, projected=not by_reference)
    wanted = request.query.wanted(view.account.currency)
    found, cursor = paging.page(request, partial(queries.transactions_of, view, wanted))
    items = [AccountTransaction.of(item) for item in found]
    return Answer(200, TransactionPage(items=items, next_cursor=cursor, as_of=view.as_of, lagging=view.lagging))


@routes.get(
    "/transactions/{account_id}/{transaction_id}",
    summary="One transaction of an account",
    answer=AccountTransaction,
    failures=(errors.UnknownAccount, UnknownTransaction),
)
def get_transaction(request: Request[None, None]) -> Answer:
    """The transaction as the list has it, from the ledger itself: it is there as soon as it is posted."""
    account_id, transaction_id = request.path["account_id"], request.path["transaction_id"]
    found = queries.find_transaction(request.caller.user_id, account_id, transaction_id, request.now)
    return Answer(200, AccountTransaction.of(found))
