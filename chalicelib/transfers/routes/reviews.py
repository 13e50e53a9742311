"""REST routes by which staff with the role risk decide about transfers, as cases of fraud bring them up."""

from chalicelib.fraud import public as fraud
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform import audit
from chalicelib.platform.approval_routes import Proposed
from chalicelib.platform.approvals import ApprovalPending
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.reviews import public as reviews
from chalicelib.transfers import errors, queries
from chalicelib.transfers.operations.analyze import analyze, analyze_again
from chalicelib.transfers.operations.end_review import decline, propose_approval
from chalicelib.transfers.schemas import TransferEnded
from chalicelib.transfers.staff_schemas import AnalyzeRequest, DecideRequest

routes = Routes(
    __name__,
    tag="Held transfers",
    about="What staff decide about transfers and payments that are held",
    case_id="a case that the caller has taken",
    transaction_id="what POST /api/v1/transactions/transfer, /payment or /withdraw answered",
)
_FAILURES = (fraud.UnknownCase, errors.UnknownTransfer, fraud.CaseNotYours, reviews.ReviewEnded)


@routes.post(
    "/api/v1/fraud/cases/{case_id}/approve",
    summary="Propose to carry out a transfer or payment that is held",
    status=202,
    location="/admin/approvals/{approvalId}",
    access="risk",
    body=DecideRequest,
    answer=Proposed,
    keys="record",
    failures=(*_FAILURES, ApprovalPending),
)
def approve_transfer(request: Request[DecideRequest, None]) -> Answer:
    """By who has the case. A second person with the role approves it, which moves the money in the same transaction."""
    body = request.body
    return Answer.of(propose_approval(request.path["case_id"], body.transaction_id, body.reason, request.call))


@routes.post(
    "/api/v1/fraud/cases/{case_id}/decline",
    summary="Decline a transfer or payment that is held",
    access="risk",
    body=DecideRequest,
    answer=TransferEnded,
    keys="ledger",
    dry_run=True,
    failures=_FAILURES,
)
def decline_transfer(request: Request[DecideRequest, None]) -> Answer:
    """By who has the case: the money goes back to the payer at once."""
    body = request.body
    return Answer.of(decline(request.path["case_id"], body.transaction_id, body.reason, request.call))


@routes.post(
    "/api/v1/fraud/analyze",
    summary="What the screening would say of a payment",
    access="risk",
    body=AnalyzeRequest,
    answer=fraud.DecisionReply,
    failures=(ledger.UnknownAccount, ledger.CurrencyMismatch, errors.UnknownTransfer),
)
def analyze_payment(request: Request[AnalyzeRequest, None]) -> Answer:
    """By the rules and lists of this moment; nothing moves and nothing is kept but the look, in the audit log."""
    asked = request.body.payment()
    decision, whom = analyze(asked, request.call) if asked else analyze_again(str(request.body.transaction_id), request.call)
    audit.look("fraud.analyze", request.call, whom)
    return Answer(200, fraud.DecisionReply.of(decision.to_text()))


@routes.get(
    "/api/v1/fraud/score/{transaction_id}",
    summary="What the screening said of a transfer, or of a payment or withdrawal that was held",
    access="risk",
    answer=fraud.DecisionReply,
    failures=(errors.UnknownTransfer,),
)
def get_score(request: Request[None, None]) -> Answer:
    """The decision as it was made, with the facts and each rule; the look is in the audit log. A transfer between own accounts
    has none, nor has any other payment that was not held."""
    made = queries.find_screened(request.path["transaction_id"])
    audit.look("transfer.look", request.call, queries.whom(made), subject=made.transaction_id)
    return Answer(200, fraud.DecisionReply.of(made.decision))
