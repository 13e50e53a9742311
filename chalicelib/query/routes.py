"""REST routes of the query side."""

from chalicelib.ledger.public import errors
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.query import queries
from chalicelib.query.schemas import (
    AccountBalance,
    AccountTransaction,
    BalancePage,
    BalanceQuery,
    BalanceReply,
    TransactionPage,
)

routes = Routes(__name__, tag="Balances and transactions")


@routes.get("/balances", summary="Balances of the caller's accounts", query=paging.Page, answer=BalancePage)
def list_balances(request: Request) -> Answer:
    sealed_for = {"caller": request.caller.user_id, "route": request.route}
    start = paging.unseal(request.query.cursor, **sealed_for)
    found, rest = queries.balances_of(request.caller.user_id, request.now, limit=request.query.limit, start=start)
    items = [AccountBalance.of_state(*each) for each in found]
    return Answer(200, BalancePage(items=items, next_cursor=paging.seal(rest, **sealed_for)))


@routes.get(
    "/balances/{account_id}",
    summary="Balances of one account, now or at a time",
    query=BalanceQuery,
    answer=BalanceReply,
    failures=(errors.UnknownAccount,),
)
def get_balances(request: Request) -> Answer:
    owner_id, account_id, moment = request.caller.user_id, request.path["account_id"], request.query.moment()
    if moment is None:
        view = queries.balance_of(owner_id, account_id, request.now)
    else:
        view = queries.balance_at(owner_id, account_id, moment, request.now)
    return Answer(200, BalanceReply.of(view))


@routes.get(
    "/transactions/{account_id}",
    summary="Transactions of one account, newest first",
    query=paging.Page,
    answer=TransactionPage,
    failures=(errors.UnknownAccount,),
)
def list_transactions(request: Request) -> Answer:
    account_id = request.path["account_id"]
    sealed_for = {"caller": request.caller.user_id, "route": f"{request.route} {account_id}"}
    start = paging.unseal(request.query.cursor, **sealed_for)
    items, rest, view = queries.transactions_of(
        request.caller.user_id, account_id, request.now, limit=request.query.limit, start=start
    )
    page = TransactionPage(
        items=[AccountTransaction.of(item) for item in items],
        next_cursor=paging.seal(rest, **sealed_for),
        as_of=view.as_of,
        lagging=view.lagging,
    )
    return Answer(200, page)
