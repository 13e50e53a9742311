"""What other contexts may use of loans."""

from chalicelib.loans.model import Loan
from chalicelib.loans.queries import overdue_interest
from chalicelib.loans.store import every_loan

__all__ = ["Loan", "every_loan", "overdue_interest"]
