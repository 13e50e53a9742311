"""Refusals of loans."""

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable


class UnknownLoan(NotFound):
    code = "loan_not_found"


class LoanNotPending(Conflict):
    """Decided already."""

    code = "loan_not_pending"


class LoanNotActive(Conflict):
    """Not paid out yet, rejected, or paid off."""

    code = "loan_not_active"


class LoanTooLarge(Unprocessable):
    """422 with `maximum`: more than the bank lends to one."""

    code = "loan_too_large"


class CurrencyNotLent(Unprocessable):
    """422: no figure says how much may be lent in this currency, so nothing is."""

    code = "currency_not_lent"
