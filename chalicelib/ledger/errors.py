"""Refusals of the ledger. A product may give them words of its own (see `Posting.words`)."""

from typing import Literal, NotRequired, TypedDict

from chalicelib.kernel.failures import Conflict, Locked, NotFound, Unprocessable
from chalicelib.platform.schemas import Balance


class UnknownAccount(NotFound):
    """The caller has no account under this id; cards, wallets, loans and goals are accounts too."""

    code = "account_not_found"


class AccountNotActive(Conflict):
    """The account is opened and not active yet."""

    code = "account_not_active"
    what_to_do = "Wait until it is active; reading it tells its status."


class AccountClosed(Conflict):
    """The account is closed: no money moves on it any more."""

    code = "account_closed"
    what_to_do = "Use another account, or open a new one."


class AccountFrozen(Locked):
    """The account or card is frozen: money may come in and none may leave."""

    code = "account_frozen"
    what_to_do = "Unfreeze a card of your own, or ask the bank why; after that the request can be sent again under a new key."


class OwnerFrozen(Locked):
    """Everything of this customer is frozen: no account can be opened, and none thawed by itself."""

    code = "customer_frozen"
    what_to_do = "Have the customer unfrozen first."


class InsufficientFunds(Unprocessable):
    """The amount is more than what is available: the balance, less what holds keep back."""

    code = "insufficient_funds"
    what_to_do = "Pay in first, let a hold go, or ask for less; then send it under a new key."


class CurrencyMismatch(Unprocessable):
    """The account is kept in another currency."""

    code = "currency_mismatch"
    what_to_do = "Send the amount in the account's own currency."


class Overpayment(Unprocessable):
    """The amount is more than what is owed."""

    code = "overpayment"
    what_to_do = "Pay what is owed at most; reading the card or loan tells how much that is."

    class Facts(TypedDict):
        """owed: what would pay a loan off at this moment"""

        owed: NotRequired[Balance]


class TooManyHolds(Unprocessable):
    """The account has as many open holds as one may have."""

    code = "too_many_holds"
    what_to_do = "Capture or void a hold first, or wait for one to expire."


class UnknownHold(NotFound):
    """The caller has no hold under this id."""

    code = "hold_not_found"


class HoldEnded(Conflict):
    """The hold was captured, voided or has expired: nothing of it is left."""

    code = "hold_ended"
    what_to_do = "Place a new hold."

    class Facts(TypedDict):
        """holdStatus: how it ended"""

        holdStatus: NotRequired[Literal["CAPTURED", "VOIDED", "EXPIRED"]]


class HoldKept(Conflict):
    """A movement that is under way holds this money; it alone takes it or lets it go."""

    code = "hold_kept"
    what_to_do = "Cancel the movement, where that can be done; GET /api/v1/transactions/{transaction_id} tells where it stands."


class HoldExceeded(Unprocessable):
    """The capture is of more than what is left of the hold."""

    code = "hold_exceeded"
    what_to_do = "Capture what is left at most; GET /holds/{hold_id} tells how much that is."


class AlreadyReversed(Conflict):
    """The posting has been given back in full."""

    code = "already_reversed"


class NotReversible(Conflict):
    """The posting is a reversal itself, or moved no money."""

    code = "not_reversible"


class Unbalanced(AssertionError):
    """A context composed what cannot be, such as legs that do not sum to zero: a bug, refused before anything is written."""
