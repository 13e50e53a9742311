"""REST routes of accounts."""

from functools import partial

from chalicelib.accounts import errors, queries
from chalicelib.accounts.operations.change_status import freeze_account as freeze
from chalicelib.accounts.operations.change_status import unfreeze_account as unfreeze
from chalicelib.accounts.operations.close_account import close_account as close
from chalicelib.accounts.operations.open_account import open_account
from chalicelib.accounts.schemas import AccountStatus, BankAccountPage, BankAccountReply, OpenAccountRequest
from chalicelib.kernel import money
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(__name__, tag="Accounts")


@routes.post("/accounts", summary="Open an account", status=201, body=OpenAccountRequest, answer=BankAccountReply, keys="record")
def create_account(request: Request) -> Answer:
    money.exponent_of(request.body.currency)
    return Answer.of(open_account(request.body.type, request.body.currency, request.call))


@routes.get("/accounts", summary="The caller's accounts, oldest first", query=paging.Page, answer=BankAccountPage)
def list_accounts(request: Request) -> Answer:
    found, cursor = paging.page(request, partial(queries.list_accounts, request.caller.user_id, request.now))
    return Answer(200, BankAccountPage(items=[BankAccountReply.of(*each) for each in found], next_cursor=cursor))


@routes.get("/accounts/{account_id}", summary="One account", answer=BankAccountReply, failures=(errors.UnknownAccount,))
def get_account(request: Request) -> Answer:
    found = queries.find_with_money(request.caller.user_id, request.path["account_id"], request.now)
    return Answer(200, BankAccountReply.of(*found))


@routes.post(
    "/accounts/{account_id}/freeze",
    summary="Refuse debits of an account",
    access="support",
    answer=AccountStatus,
    failures=(errors.UnknownAccount, errors.AccountClosed),
)
def freeze_account(request: Request) -> Answer:
    row = freeze(request.path["account_id"], request.call)
    return Answer(200, AccountStatus(account_id=row.account_id, status=row.status))


@routes.post(
    "/accounts/{account_id}/unfreeze",
    summary="Let an account be debited again",
    access="support",
    answer=AccountStatus,
    failures=(errors.UnknownAccount, errors.AccountClosed),
)
def unfreeze_account(request: Request) -> Answer:
    row = unfreeze(request.path["account_id"], request.call)
    return Answer(200, AccountStatus(account_id=row.account_id, status=row.status))


@routes.post(
    "/accounts/{account_id}/close",
    summary="Close an account with nothing in it and nothing under way",
    answer=AccountStatus,
    keys="record",
    failures=(errors.UnknownAccount, errors.AccountClosed, errors.AccountFrozen, errors.AccountNotClosable),
)
def close_account(request: Request) -> Answer:
    return Answer.of(close(request.path["account_id"], request.call))
