"""Approve or reject a loan, once. Approval opens the loan's account; the payout follows from the event."""

from dataclasses import replace
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.ledger.public import NO_FLOOR_MINOR, Account, opening
from chalicelib.loans import events, store
from chalicelib.loans.errors import LoanNotPending
from chalicelib.loans.model import PRODUCT, Loan
from chalicelib.loans.queries import find_loan
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


def decide_loan(loan_id: str, call: Call, *, approve: bool, render) -> Receipt:
    """Decides and returns the answer made by `render(loan)`; a dry run only answers. Raises UnknownLoan, LoanNotPending."""
    loan = find_loan(loan_id, owner_id=None)
    if loan.status != "PENDING":
        raise LoanNotPending(f"The loan is {loan.status.lower()}", loanStatus=loan.status)
    after = replace(loan, status="APPROVED" if approve else "REJECTED")
    receipt = Receipt(200, render(after))
    if call.dry_run:
        return Receipt.rehearsed(receipt.body)
    changes = [store.decided(loan, after.status, call), call.record(receipt)]
    if approve:
        changes += [opening(_account(loan, call.now))]
    deliveries = events.approved(loan, call) if approve else events.rejected(loan, call)
    fact = "loan.approved" if approve else "loan.rejected"
    try:
        dynamo.transact([*changes, outbox.record(fact, deliveries, call)])
    except dynamo.Refused as refused:
        raise LoanNotPending("The loan has been decided") from refused
    return receipt


def _account(loan: Loan, now: datetime) -> Account:
    return Account(
        loan.owner_id,
        loan.loan_id,
        PRODUCT,
        loan.currency,
        "debit",
        "OPEN",
        clock.to_text(now),
        floor_minor=NO_FLOOR_MINOR,  # interest may bring it down without limit
        ceiling_minor=0,
    )
