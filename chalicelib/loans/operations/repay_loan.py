"""Repay a loan from its wallet, in part or whole."""

from datetime import datetime

from chalicelib.kernel.failures import RequestInProgress
from chalicelib.ledger.public import Receipt, post
from chalicelib.loans import postings
from chalicelib.loans.queries import find_loan
from chalicelib.platform import dynamo
from chalicelib.platform.idempotency import Idempotency

MAXIMUM_ATTEMPTS = 5


def repay_loan(
    owner_id: str,
    loan_id: str,
    amount: str,
    *,
    idempotency: Idempotency,
    now: datetime,
    correlation_id: str,
    dry_run: bool,
) -> Receipt:
    """Posts the interest due and the repayment together.

    Raises UnknownLoan (another's too), LoanNotActive, Overpayment (422, with what is owed), InsufficientFunds.
    """
    for attempt in range(MAXIMUM_ATTEMPTS):
        posting = postings.repayment(
            find_loan(loan_id, owner_id=owner_id),
            amount,
            idempotency=idempotency,
            now=now,
            correlation_id=correlation_id,
            dry_run=dry_run,
        )
        try:
            return post(posting)
        except dynamo.Refused:  # the loan's row moved: interest was posted, or it was paid off, in between
            dynamo.pause(attempt)
    raise RequestInProgress("The loan is being changed; try again")
