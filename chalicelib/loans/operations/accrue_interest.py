"""Post the interest of the months that are over, and schedule the next month's."""

from chalicelib.ledger.public import find_account, post
from chalicelib.loans import events, postings, store
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call


def accrue_interest(loan_id: str, number: int, call: Call) -> str:
    """The run for month `number` (from 1) of a loan. Returns what happened: ACCRUED, NOTHING_DUE, PAID_OFF or NOT_YET.

    Safe to repeat. NOT_YET when the month is not quite over: nothing was done, and the next one was not scheduled either,
    since that would be this very month's schedule again and the interest would silently end.
    """
    loan = store.find_loan(loan_id)
    if loan is None or loan.status != "APPROVED" or not loan.disbursed_at:
        return "PAID_OFF" if loan and loan.status == "PAID_OFF" else "NOTHING_DUE"
    over = loan.months_over(call.now)
    if over < number:
        return "NOT_YET"
    owed = find_account(loan.owner_id, loan_id, call.now).posted_minor
    if over <= loan.accrued_months or not owed or not loan.rate_ppm:
        dynamo.transact([outbox.record("loan.interest.next", [events.next_interest(loan, call.now)], call)])
        return "NOTHING_DUE"
    try:
        post(postings.interest(loan, call))
    except dynamo.Refused:  # a repayment posted these months in between
        dynamo.transact([outbox.record("loan.interest.next", [events.next_interest(loan, call.now)], call)])
        return "NOTHING_DUE"
    return "ACCRUED"
