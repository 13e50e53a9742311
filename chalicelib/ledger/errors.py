"""Refusals of the ledger. A product may give them words of its own (see `Posting.words`)."""

from chalicelib.kernel.failures import Conflict, Locked, NotFound, Unprocessable


class UnknownAccount(NotFound):
    """No such account of this owner."""

    code = "account_not_found"


class AccountNotActive(Conflict):
    code = "account_not_active"


class AccountClosed(Conflict):
    code = "account_closed"


class AccountFrozen(Locked):
    code = "account_frozen"


class OwnerFrozen(Locked):
    """Everything of this customer is frozen: no account can be opened, and none thawed by itself."""

    code = "customer_frozen"


class InsufficientFunds(Unprocessable):
    code = "insufficient_funds"


class CurrencyMismatch(Unprocessable):
    code = "currency_mismatch"


class Overpayment(Unprocessable):
    """More than what is owed."""

    code = "overpayment"


class TooManyHolds(Unprocessable):
    code = "too_many_holds"


class UnknownHold(NotFound):
    code = "hold_not_found"


class HoldEnded(Conflict):
    """Captured, voided or expired: nothing of it is left."""

    code = "hold_ended"


class HoldExceeded(Unprocessable):
    """A capture of more than what is left of the hold."""

    code = "hold_exceeded"


class AlreadyReversed(Conflict):
    code = "already_reversed"


class NotReversible(Conflict):
    """A reversal, or a posting that moved no money."""

    code = "not_reversible"


class Unbalanced(AssertionError):
    """A context composed what cannot be, such as legs that do not sum to zero: a bug, refused before anything is written."""
