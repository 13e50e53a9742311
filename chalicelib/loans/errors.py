"""Refusals of loans."""

from chalicelib.kernel.failures import Conflict, NotFound


class UnknownLoan(NotFound):
    code = "loan_not_found"


class LoanNotPending(Conflict):
    """Decided already."""

    code = "loan_not_pending"


class LoanNotActive(Conflict):
    """Not paid out yet, rejected, or paid off."""

    code = "loan_not_active"
