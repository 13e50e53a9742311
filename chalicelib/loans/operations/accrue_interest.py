"""Post the interest of the months that are over, and schedule the next month's."""

from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.kernel.months import months_between
from chalicelib.ledger.public import find_account, post
from chalicelib.loans import events, postings, store
from chalicelib.platform import dynamo, outbox


def accrue_interest(loan_id: str, *, now: datetime) -> str:
    """Returns what happened: ACCRUED, NOTHING_DUE or PAID_OFF. Safe to repeat."""
    loan = store.find_loan(loan_id)
    if loan is None or loan.status != "APPROVED" or not loan.disbursed_at:
        return "PAID_OFF" if loan and loan.status == "PAID_OFF" else "NOTHING_DUE"
    months = months_between(clock.from_text(loan.disbursed_at), now) - loan.accrued_months
    owed = find_account(loan.owner_id, loan_id, now).posted_minor
    if months <= 0 or not owed or not loan.rate_ppm:
        dynamo.transact([outbox.record("loan.interest.next", [events.next_interest(loan, now)], now)])
        return "NOTHING_DUE"
    try:
        post(postings.interest(loan, now))
    except dynamo.Refused:  # a repayment posted these months in between
        dynamo.transact([outbox.record("loan.interest.next", [events.next_interest(loan, now)], now)])
        return "NOTHING_DUE"
    return "ACCRUED"
