"""Refusals of loans."""

from typing import Literal, TypedDict

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable
from chalicelib.platform.schemas import Amount, Currency


class LoanFacts(TypedDict):
    """loanStatus: where the loan stands"""

    loanStatus: Literal["PENDING", "APPROVED", "REJECTED", "PAID_OFF"]


class UnknownLoan(NotFound):
    """The caller has no loan under this id."""

    code = "loan_not_found"


class LoanNotPending(Conflict):
    """The loan was decided before."""

    code = "loan_not_pending"
    what_to_do = "Read `loanStatus`: it tells how the loan was decided; to borrow anew apply again."
    Facts = LoanFacts


class LoanNotActive(Conflict):
    """The loan has not been paid out, was rejected, or is paid off."""

    code = "loan_not_active"
    what_to_do = "Repay while the loan is APPROVED and paid out; `loanStatus` tells where it stands."
    Facts = LoanFacts


class LoanTooLarge(Unprocessable):
    """The amount is more than the bank lends to one."""

    code = "loan_too_large"
    what_to_do = "Ask for `maximum` at most."

    class Facts(TypedDict):
        """maximum: the most that is lent to one
        currency: the currency of that
        """

        maximum: Amount
        currency: Currency


class CurrencyNotLent(Unprocessable):
    """The bank lends nothing in this currency."""

    code = "currency_not_lent"
    what_to_do = "Ask with a wallet in another currency."
