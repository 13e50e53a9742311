"""Approve or reject a loan, once. Approval opens the loan's account; the payout follows from the event.

Above a limit approving takes two: the first one's approval is a proposal, and another one's makes it true.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.kernel.failures import OwnFile
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import NO_FLOOR_MINOR, Account, errors, opening
from chalicelib.loans import events, store
from chalicelib.loans.errors import LoanNotPending
from chalicelib.loans.model import PRODUCT, SECOND_PERSON_ABOVE, Loan
from chalicelib.loans.queries import find_loan
from chalicelib.platform import approvals, audit, dynamo, outbox
from chalicelib.platform.approvals import Approval
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt


def approve_loan(loan_id: str, call: Call, *, reason: str, render: Callable[[Loan], dict[str, object]]) -> Receipt:
    """Approves, or proposes to. Returns the answer: 200 and `render(loan)`, 202 and the proposal.

    A dry run only answers. Raises UnknownLoan, OwnFile, LoanNotPending, ApprovalPending.
    """
    loan = _undecided(loan_id, call)
    takes_two = _takes_two(loan)
    after = loan if takes_two else replace(loan, status="APPROVED")
    if call.dry_run:
        return Receipt.rehearsed({**render(after), "takesTwo": takes_two})
    if takes_two:
        amount = str(Money(loan.principal_minor, loan.currency))
        facts = {"loanId": loan.loan_id, "ownerId": loan.owner_id, "amount": amount, "currency": loan.currency}
        return approvals.propose(
            "loan.approve",
            loan.loan_id,
            call,
            whom=loan.owner_id,
            facts=facts,
            reason=reason,
            while_true=[store.undecided(loan)],
        )
    return _decide_alone(after, call, reason, render)


@approvals.act("loan.approve", role="lending", failures=(LoanNotPending, OwnFile, errors.OwnerFrozen))
def approve_as_proposed(approval: Approval, call: Call, changes: Sequence[Change]) -> None:
    _decide(replace(_undecided(approval.subject, call), status="APPROVED"), call, changes)


def reject_loan(loan_id: str, call: Call, *, render: Callable[[Loan], dict[str, object]]) -> Receipt:
    """Rejects and returns the answer made by `render(loan)`. Raises UnknownLoan, OwnFile, LoanNotPending."""
    return _decide_alone(replace(_undecided(loan_id, call), status="REJECTED"), call, "", render)


def _undecided(loan_id: str, call: Call) -> Loan:
    loan = find_loan(loan_id, owner_id=None)
    if loan.owner_id == call.caller_id:
        raise OwnFile("Nobody decides their own loan")
    if loan.status != "PENDING":
        raise LoanNotPending(f"The loan is {loan.status.lower()}", loanStatus=loan.status)
    return loan


def _takes_two(loan: Loan) -> bool:
    limit = SECOND_PERSON_ABOVE.of(loan.currency)
    return limit is None or loan.principal_minor > limit.minor


def _decide_alone(after: Loan, call: Call, reason: str, render: Callable[[Loan], dict[str, object]]) -> Receipt:
    """Decides without a second person: what one proposed meanwhile ends with it."""
    receipt = Receipt(200, render(after))
    proposal = approvals.settle("loan.approve", after.loan_id, call, approve=after.status == "APPROVED")
    what = "loan.approve" if after.status == "APPROVED" else "loan.reject"
    told = audit.record(
        what,
        call,
        whom=after.owner_id,
        subject=after.loan_id,
        before={"status": "PENDING"},
        after={"status": after.status},
        why=reason,
    )
    _decide(after, call, [*proposal, told, call.record(receipt)])
    return receipt


def _decide(after: Loan, call: Call, changes: Sequence[Change]) -> None:
    approved = after.status == "APPROVED"
    deliveries = events.approved(after, call) if approved else events.rejected(after, call)
    fact = outbox.record(f"loan.{after.status.lower()}", deliveries, call)
    opened = opening(_account(after, call.now)) if approved else []
    dynamo.transact([store.decided(after, call), *opened, fact, *changes])


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
