"""What becomes of a transfer or payment that is held: a second person approves what the first proposes; one declines, the payer calls it
off (cancel_transfer.py), or its time is over. Whichever is first has it."""

from collections.abc import Sequence
from typing import Literal

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock
from chalicelib.ledger.public import Posting, post, refuse
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform import approvals, audit, waits
from chalicelib.platform.approvals import Approval
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.observability import count
from chalicelib.reviews import public as reviews
from chalicelib.transfers import errors, review, store
from chalicelib.transfers.model import Transfer

ACT = "transfer.approve"
_NOT_TAKEN = "Take the case first"
Held = Transfer | reviews.HeldPayment


def propose_approval(case_id: str, transaction_id: str, reason: str, call: Call) -> Receipt:
    """By whoever has the case: another one decides. Returns 202 and the proposal.

    Raises UnknownCase, UnknownTransfer, CaseNotYours, ReviewEnded, ApprovalPending.
    """
    held, is_theirs = _find(case_id, transaction_id, call)
    if not is_theirs:
        raise fraud.CaseNotYours(_NOT_TAKEN)
    if held.status != "UNDER_REVIEW":
        raise reviews.ReviewEnded("It is not held any more")
    facts = {
        "transactionId": transaction_id,
        "caseId": case_id,
        "amount": held.decimal(held.amount_minor),
        "currency": held.currency,
    }
    is_held = store.is_held if isinstance(held, Transfer) else reviews.is_held
    waiting = [is_held(transaction_id), fraud.is_of(case_id, call.caller_id)]
    return approvals.propose(ACT, transaction_id, call, whom=held.owner_id, facts=facts, reason=reason, while_true=waiting)


@approvals.act(
    ACT,
    role="risk",
    failures=(
        errors.UnknownTransfer,
        reviews.ReviewEnded,
        ledger.HoldEnded,
        ledger.AccountFrozen,
        ledger.AccountClosed,
        fraud.DeclinedByPolicy,
    ),
)
def approve_as_proposed(approval: Approval, call: Call, changes: Sequence[Change]) -> Receipt:
    held = _held(approval.subject)
    own_key = call.under(call.caller_id, ACT, call.idempotency.scope, dict(approval.facts))
    if isinstance(held, Transfer):
        return post(review.approval(held, own_key, changes))
    return post(reviews.approval(held, own_key, changes))


def decline(case_id: str, transaction_id: str, reason: str, call: Call) -> Receipt:
    """By whoever has the case. Raises UnknownCase, UnknownTransfer, CaseNotYours, ReviewEnded: that it is held still is judged in the
    posting, where a key that declined it before is answered so again, whoever has the case by now."""
    held, is_theirs = _find(case_id, transaction_id, call)

    def changes() -> list[Change]:
        told = audit.record(
            "transfer.decline",
            call,
            whom=held.owner_id,
            subject=transaction_id,
            before={"status": "UNDER_REVIEW"},
            after={"status": "FAILED", "caseId": case_id},
            why=reason,
        )
        return [told, *no_proposal(transaction_id, call)]

    posting = _letting_go(held, reviews.declined(case_id, call.caller_id), call, changes)
    if not is_theirs:
        return refuse(posting, fraud.CaseNotYours(_NOT_TAKEN))
    return post(posting)


def expire(transaction_id: str, call: Call) -> Literal["WAITING", "DECIDED"]:
    """By the clock, once nobody has decided in time. Raises UnknownTransfer."""
    held, wait = _held(transaction_id), waits.find(transaction_id)
    if wait is None:
        raise errors.UnknownTransfer("No such transfer")
    if wait.outcome:
        return "DECIDED"
    if wait.due_at > clock.to_text(call.now):
        return "WAITING"
    own_key = call.under(held.owner_id, "transfer.review_expired", transaction_id, {"transactionId": transaction_id})
    try:
        post(_letting_go(held, reviews.EXPIRED, own_key, lambda: no_proposal(transaction_id, own_key)))
    except reviews.ReviewEnded:
        return "DECIDED"
    count("TransferReviewExpired")
    return "DECIDED"


def _held(transaction_id: str) -> Held:
    """Raises UnknownTransfer."""
    held = store.find_transfer(transaction_id) or reviews.find(transaction_id)
    if held is None:
        raise errors.UnknownTransfer("No such transfer or payment")
    return held


def _letting_go(held: Held, ending: reviews.Ending, call: Call, changes: reviews.Changes) -> Posting:
    if isinstance(held, Transfer):
        return review.letting_go(held, ending, call, changes)
    return reviews.letting_go(held, ending, call, changes)


def _find(case_id: str, transaction_id: str, call: Call) -> tuple[Held, bool]:
    """A transfer or payment of a case, and whether the caller has that."""
    case = fraud.find_case(case_id)
    if case is None:
        raise fraud.UnknownCase("No such case")
    held = _held(transaction_id)
    if held.case_id != case_id:
        raise errors.UnknownTransfer("No transfer of this case")
    return held, case.assigned_to == call.caller_id


def no_proposal(transaction_id: str, call: Call) -> list[Change]:
    """The end of a proposal to approve it that waits."""
    return approvals.settle(ACT, transaction_id, call, approve=False)
