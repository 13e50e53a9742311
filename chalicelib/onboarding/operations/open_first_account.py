"""Open the checking account that a customer begins with, unless there is one."""

from typing import Literal

from chalicelib.accounts import public as accounts
from chalicelib.kernel.money import DEFAULT_CURRENCY
from chalicelib.ledger.public import accounts_of
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency, Receipt

PRODUCT: Literal["checking"] = "checking"
_ROUTE = "customers_onboarding.open"


def open_first_account(customer_id: str, execution: str, call: Call) -> str:
    """The id of the account. An execution opens one at most, and only for who has none that is open.

    Raises OwnerFrozen, RequestInProgress where no number was free.
    """
    known = (each for each in accounts_of(customer_id, call.now) if each.product == PRODUCT and each.status != "CLOSED")
    if account := next(known, None):
        return account.account_id
    own = call.under(customer_id, _ROUTE, execution, {})
    try:
        return _account_id(accounts.open_account(PRODUCT, DEFAULT_CURRENCY, own))
    except dynamo.Repeated as repeated:
        return _account_id(own.idempotency.prior(repeated.item))


def opened_by(customer_id: str, execution: str) -> str | None:
    """The account that an execution has opened."""
    receipt = Idempotency.of(customer_id, _ROUTE, execution, {}).find()
    return _account_id(receipt) if receipt else None


def _account_id(receipt: Receipt) -> str:
    return str(receipt.body["accountId"])
