"""Repay a loan from its wallet, in part or whole."""

from chalicelib.kernel.failures import AccountBusy
from chalicelib.ledger.public import post
from chalicelib.loans import postings
from chalicelib.loans.queries import find_loan
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 5


def repay_loan(loan_id: str, amount: str, call: Call) -> Receipt:
    """For the caller, posts the interest due and the repayment together.

    Raises UnknownLoan (another's too), LoanNotActive, Overpayment (422, with what is owed), InsufficientFunds.
    """
    for attempt in range(MAXIMUM_ATTEMPTS):
        posting = postings.repayment(find_loan(loan_id, owner_id=call.caller_id), amount, call)
        try:
            return post(posting)
        except dynamo.Refused:  # the loan's row moved: interest was posted, or it was paid off, in between
            dynamo.pause(attempt)
    raise AccountBusy("Too many requests change this loan at once; try again")
