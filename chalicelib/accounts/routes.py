"""REST routes of accounts."""

from functools import partial

from chalicelib.accounts import errors, queries
from chalicelib.accounts.operations import change_status
from chalicelib.accounts.operations.close_account import close_account as close
from chalicelib.accounts.operations.open_account import open_account
from chalicelib.accounts.schemas import (
    AccountStatus,
    BankAccountPage,
    BankAccountReply,
    CustomerFile,
    FreezeReply,
    FreezeRequest,
    FrozenAccount,
    FrozenCustomer,
    OpenAccountRequest,
)  # fmt: skip
from chalicelib.customers.public import CustomerReply
from chalicelib.kernel import money
from chalicelib.kernel.failures import AccountBusy
from chalicelib.ledger.public import accounts_of, freeze_of
from chalicelib.platform import audit, paging
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(
    __name__,
    tag="Accounts",
    about="Checking and savings accounts: open, read, freeze, close",
    account_id="a checking or savings account",
    customer_id="the customer's user id",
    user_id="the caller, as POST /register or POST /login answered",
)


@routes.post(
    "/accounts",
    also="/api/v1/accounts",
    summary="Open an account",
    status=201,
    location="/accounts/{accountId}",
    body=OpenAccountRequest,
    answer=BankAccountReply,
    keys="record",
    failures=(errors.OwnerFrozen,),
)
def create_account(request: Request[OpenAccountRequest, None]) -> Answer:
    """Opens a checking or savings account for the caller, with nothing on it. It can be used at once."""
    money.exponent_of(request.body.currency)
    return Answer.of(open_account(request.body.type, request.body.currency, request.call))


@routes.get("/accounts", summary="The caller's accounts, oldest first", query=paging.Page, answer=BankAccountPage)
def list_accounts(request: Request[None, paging.Page]) -> Answer:
    """Every account the caller has opened, closed ones too, each with its balances."""
    found, cursor = paging.page(request, partial(queries.list_accounts, request.caller.user_id, request.now))
    return Answer(200, BankAccountPage(items=[BankAccountReply.of(*each) for each in found], next_cursor=cursor))


@routes.get(
    "/api/v1/accounts/user/{user_id}",
    summary="The accounts of a user, who is the caller",
    query=paging.Page,
    answer=BankAccountPage,
    failures=(errors.UnknownOwner,),
)
def list_accounts_of_user(request: Request[None, paging.Page]) -> Answer:
    """As `GET /accounts`. Anybody else is nobody we know."""
    if request.path["user_id"] != request.caller.user_id:
        raise errors.UnknownOwner("No such customer")
    return list_accounts(request)


@routes.get(
    "/accounts/{account_id}",
    also="/api/v1/accounts/{account_id}",
    summary="One account",
    answer=BankAccountReply,
    failures=(errors.UnknownAccount,),
)
def get_account(request: Request[None, None]) -> Answer:
    """The account with its balances as the ledger has them at this moment."""
    found = queries.find_with_money(request.caller.user_id, request.path["account_id"], request.now)
    return Answer(200, BankAccountReply.of(*found))


@routes.post(
    "/accounts/{account_id}/freeze",
    also="/api/v1/accounts/{account_id}/freeze",
    summary="Let nothing go out of an account",
    access="support",
    body=FreezeRequest,
    answer=FrozenAccount,
    failures=(errors.UnknownAccount, errors.AccountClosed, AccountBusy),
)
def freeze_account(request: Request[FreezeRequest, None]) -> Answer:
    """From now on no money leaves the account; money may still come in."""
    account = change_status.freeze_account(request.path["account_id"], request.body.reason, request.call)
    return Answer(200, FrozenAccount.of(account))


@routes.post(
    "/accounts/{account_id}/unfreeze",
    also="/api/v1/accounts/{account_id}/unfreeze",
    summary="Let money go out of an account again",
    access="support",
    body=FreezeRequest,
    answer=FrozenAccount,
    failures=(errors.UnknownAccount, errors.AccountClosed, errors.OwnerFrozen, AccountBusy),
)
def unfreeze_account(request: Request[FreezeRequest, None]) -> Answer:
    """Takes a freeze back, and money may leave the account again."""
    account = change_status.unfreeze_account(request.path["account_id"], request.body.reason, request.call)
    return Answer(200, FrozenAccount.of(account))


@routes.get(
    "/admin/customers/{customer_id}",
    summary="A customer, with everything they have at the bank",
    access="support|risk",
    answer=CustomerFile,
    failures=(errors.UnknownOwner,),
)
def get_customer_file(request: Request[None, None]) -> Answer:
    """Who it is, numbers by their last four, and each account, wallet, card, loan and goal with its status."""
    customer_id = request.path["customer_id"]
    customer = queries.customer_of(customer_id)
    audit.look("customer.look", request.call, [customer_id])
    accounts = [FrozenAccount.of(account) for account in accounts_of(customer_id, request.now)]
    return Answer(200, CustomerFile(customer=CustomerReply.of(customer), accounts=accounts))


@routes.get(
    "/admin/customers/{customer_id}/freeze",
    summary="What of a customer is frozen, by whom and why",
    access="support",
    answer=FrozenCustomer,
    failures=(errors.UnknownOwner,),
)
def get_customer_freeze(request: Request[None, None]) -> Answer:
    """Every account of the customer with its status and its own freeze."""
    queries.check_owner(request.path["customer_id"], request.now)
    audit.look("customer.look", request.call, [request.path["customer_id"]])
    return _frozen(request)


@routes.post(
    "/admin/customers/{customer_id}/freeze",
    summary="Let nothing go out of any account, wallet or card of a customer",
    access="support",
    body=FreezeRequest,
    answer=FrozenCustomer,
    failures=(errors.UnknownOwner, AccountBusy),
)
def freeze_customer(request: Request[FreezeRequest, None]) -> Answer:
    """One freeze over everything, of what is opened later too; money may still come in."""
    change_status.freeze_customer(request.path["customer_id"], request.body.reason, request.call)
    return _frozen(request)


@routes.post(
    "/admin/customers/{customer_id}/unfreeze",
    summary="Thaw what was frozen with a customer",
    access="support",
    body=FreezeRequest,
    answer=FrozenCustomer,
    failures=(errors.UnknownOwner, AccountBusy),
)
def unfreeze_customer(request: Request[FreezeRequest, None]) -> Answer:
    """Takes that freeze back. What was frozen by itself before stays frozen."""
    change_status.unfreeze_customer(request.path["customer_id"], request.body.reason, request.call)
    return _frozen(request)


def _frozen(request: Request[object, object]) -> Answer:
    customer_id = request.path["customer_id"]
    accounts = [FrozenAccount.of(account) for account in accounts_of(customer_id, request.now)]
    freeze = FreezeReply.of(freeze_of(customer_id))
    return Answer(200, FrozenCustomer(customer_id=customer_id, freeze=freeze, accounts=accounts))


_CLOSING_FAILS = (errors.UnknownAccount, errors.AccountClosed, errors.AccountFrozen, errors.AccountNotClosable, AccountBusy)


@routes.post(
    "/accounts/{account_id}/close",
    summary="Close an account with nothing in it and nothing under way",
    answer=AccountStatus,
    keys="record",
    failures=_CLOSING_FAILS,
)
def close_account(request: Request[None, None]) -> Answer:
    """Closes it for good. Whatever stands against it is listed, all at once."""
    return Answer.of(close(request.path["account_id"], request.call))


@routes.delete(
    "/api/v1/accounts/{account_id}",
    summary="Close an account, as `POST /accounts/{account_id}/close` does",
    answer=AccountStatus,
    keys="record",
    failures=_CLOSING_FAILS,
)
def delete_account(request: Request[None, None]) -> Answer:
    """Nothing is deleted: the account is closed, and its history stays."""
    return close_account(request)
