"""Refusals of transfers."""

from typing import NotRequired, TypedDict

from chalicelib.kernel.failures import Conflict, Forbidden, NotFound, Unprocessable
from chalicelib.platform.schemas import Balance


class UnknownTransfer(NotFound):
    """The caller has no part in a transfer under this id."""

    code = "transaction_not_found"


class UnknownBeneficiary(NotFound):
    """No account of the bank has this id or number."""

    code = "beneficiary_not_found"
    what_to_do = "Ask whom you pay for the number of their account, all twelve digits of it."


class UnknownPayee(NotFound):
    """The caller keeps no payee under this id."""

    code = "payee_not_found"


class PayeeExists(Conflict):
    """The caller keeps a payee with this account already."""

    code = "payee_exists"
    what_to_do = "Pay the one you have, or delete it first to give it another name or trust."


class NameMismatch(Unprocessable):
    """The account is not held by somebody of this name."""

    code = "payee_name_mismatch"
    what_to_do = "Ask whom you pay for name and number of their account. Send acceptNoMatch only if you are sure of the number."


class SameAccount(Unprocessable):
    """An account does not pay itself."""

    code = "same_account"
    what_to_do = "Name another account to pay to."


class BeneficiaryClosed(Unprocessable):
    """The account that was to be paid is closed."""

    code = "beneficiary_closed"
    what_to_do = "Ask whom you pay for an account that is open."


class NotReversibleByPayer(Forbidden):
    """Who has paid does not take it back: whoever was paid may return it."""

    code = "not_reversible_by_payer"
    what_to_do = "Ask whom you paid to return the money, or the bank to look into it."


class ReversalExceedsOriginal(Unprocessable):
    """With what was given back before, this is more than was paid."""

    code = "reversal_exceeds_original"
    what_to_do = "Give back what is left at most: `remaining` says how much that is."

    class Facts(TypedDict):
        """remaining: what of the transfer has not been given back"""

        remaining: NotRequired[Balance]


class NotCancellable(Conflict):
    """The transfer has come to its end; nothing waits that could be called off."""

    code = "not_cancellable"
    what_to_do = "Read the transfer. Money that was paid comes back by who was paid alone."


class NotWaiting(Conflict):
    """A transfer does not stand where this would go on from."""

    code = "not_waiting"
    what_to_do = "Read the transfer: its status says how far it has come."


class AlreadyReturned(Conflict):
    """The other bank has sent the money back before."""

    code = "already_returned"
