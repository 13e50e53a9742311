"""Refusals of accounts beside those of the ledger."""

from chalicelib.kernel.failures import Conflict, NotFound, RequestInProgress
from chalicelib.ledger.public import errors

UnknownAccount = errors.UnknownAccount
AccountClosed = errors.AccountClosed
AccountFrozen = errors.AccountFrozen
OwnerFrozen = errors.OwnerFrozen


class UnknownOwner(NotFound):
    code = "customer_not_found"


class AccountNotClosable(Conflict):
    """409 with `blockers`: everything that stands against closing."""

    code = "account_not_closable"


class AccountBusy(RequestInProgress):
    """409 with Retry-After: other changes of the account came first, again and again."""
