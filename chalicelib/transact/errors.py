"""Refusals of balance and transact beside those of the ledger."""

from chalicelib.kernel.failures import NotFound
from chalicelib.ledger.public import errors


class UnknownUser(NotFound):
    """The caller is no user under this id: everybody reaches their own balance only."""

    code = "user_not_found"


class NotOpenedYet(errors.UnknownAccount):
    """The balance is there and its opening posting is not: whoever meets this makes it."""
