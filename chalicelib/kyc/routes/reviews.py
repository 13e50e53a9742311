"""REST routes of the verification of customers: submit and follow it, and for staff of risk to decide it."""

from functools import partial

from chalicelib.customers.public import UnknownCustomer
from chalicelib.kernel import clock
from chalicelib.kernel.failures import OwnFile
from chalicelib.kyc import queries, store
from chalicelib.kyc.errors import (
    AlreadyDecided,
    KycFinal,
    KycIncomplete,
    KycInReview,
    ProfileChanged,
    ScreeningPending,
    SubmissionSuperseded,
    UnknownDocument,
    UnknownSubmission,
)
from chalicelib.kyc.model import File
from chalicelib.kyc.operations import decide_submission
from chalicelib.kyc.operations.submit import submit as submit_customer
from chalicelib.kyc.routes.documents import own
from chalicelib.kyc.schemas import (
    ApproveRequest,
    DeclineRequest,
    DocumentLink,
    DocumentReply,
    KycReply,
    Review,
    ReviewDetails,
    ReviewPage,
    SanctionsMatch,
    SubmitRequest,
)
from chalicelib.platform import audit, paging
from chalicelib.platform.approval_routes import Proposed
from chalicelib.platform.approvals import ApprovalPending
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="KYC",
    about="Who a customer is: submit, review, decide",
    customer_id="a customer: the caller, as GET /me tells; for staff anybody",
)
_DECISION = (UnknownSubmission, OwnFile, SubmissionSuperseded, AlreadyDecided, ScreeningPending)


@routes.post(
    "/api/v1/customers/{customer_id}/kyc",
    summary="Submit documents to be verified",
    status=202,
    location="/api/v1/customers/{customer_id}/kyc/status",
    body=SubmitRequest,
    answer=KycReply,
    keys="record",
    failures=(UnknownCustomer, UnknownDocument, KycIncomplete, KycInReview, KycFinal),
)
def submit(request: Request[SubmitRequest, None]) -> Answer:
    """Asks the bank to verify the caller. Staff decide; a mail tells of it."""
    documents = tuple(dict.fromkeys(request.body.document_ids))
    return Answer.of(submit_customer(own(request), documents, request.body.level, request.call, render=_rendering(request)))


@routes.get(
    "/api/v1/customers/{customer_id}/kyc/status",
    summary="Where the verification stands",
    answer=KycReply,
    failures=(UnknownCustomer,),
)
def get_status(request: Request[None, None]) -> Answer:
    """Of the caller, by the clock of this moment."""
    file, stands = queries.status_of(own(request), request.caller.email)
    return Answer(200, KycReply.of(file, clock.to_text(request.now)[:10], stands=stands))


@routes.get(
    "/api/v1/kyc/reviews",
    summary="Submissions that wait for a decision, the longest first",
    access="risk",
    query=paging.Page,
    answer=ReviewPage,
)
def list_reviews(request: Request[None, paging.Page]) -> Answer:
    """What to decide, whose, since when, and what to look at closely; the look is in the audit log."""
    found, cursor = paging.page(request, store.open_files)
    audit.look("kyc.look", request.call, [file.customer_id for file in found])
    return Answer(200, ReviewPage(items=list(map(Review.of, found)), next_cursor=cursor))


@routes.get(
    "/api/v1/kyc/reviews/{customer_id}",
    summary="A customer's latest submission, with all there is to decide it",
    access="risk",
    answer=ReviewDetails,
    failures=(UnknownSubmission,),
)
def get_review(request: Request[None, None]) -> Answer:
    """Who it is, what the screening found, and the documents with links of five minutes; the look is in the audit log."""
    file, customer, documents = queries.review_of(request.path["customer_id"])
    audit.look("kyc.look", request.call, [file.customer_id], subject=file.submission_id)
    return Answer(
        200,
        ReviewDetails(
            **Review.members(file),
            name=customer.name,
            last_name=customer.last_name,
            date_of_birth=customer.date_of_birth,
            list_version=file.list_version or None,
            matches=[
                SanctionsMatch(entry=entry, score_percent=score, strength="STRONG" if strong else "CANDIDATE")
                for entry, score, strong in file.matches
            ],
            documents=[DocumentLink(**DocumentReply.members(each), url=url) for each, url in documents],
        ),
    )


@routes.post(
    "/api/v1/customers/{customer_id}/kyc/approve",
    summary="Verify a customer; ENHANCED proposes it to a second person: 202",
    access="risk",
    body=ApproveRequest,
    answer=KycReply,
    accepted=Proposed,
    location="/admin/approvals/{approvalId}",
    keys="record",
    failures=(*_DECISION, ProfileChanged, KycIncomplete, ApprovalPending),
)
def approve(request: Request[ApproveRequest, None]) -> Answer:
    """Decides for the submission that was looked at; a later one, or one that somebody decided, is left alone."""
    body = request.body
    decided = decide_submission.approve(
        request.path["customer_id"], body.submission_id, body.level, body.words(), request.call, render=_rendering(request)
    )
    return Answer.of(decided)


@routes.post(
    "/api/v1/customers/{customer_id}/kyc/reject",
    summary="Reject a customer for good",
    access="risk",
    body=DeclineRequest,
    answer=KycReply,
    keys="record",
    failures=_DECISION,
)
def reject(request: Request[DeclineRequest, None]) -> Answer:
    """Decides against the customer, whatever they were verified for before. The reason stays with the bank."""
    return _decline(request, decide_submission.reject)


@routes.post(
    "/api/v1/customers/{customer_id}/kyc/request-information",
    summary="Ask a customer for more",
    access="risk",
    body=DeclineRequest,
    answer=KycReply,
    keys="record",
    failures=_DECISION,
)
def request_information(request: Request[DeclineRequest, None]) -> Answer:
    """Ends the review of this submission; the customer reads the reason and may submit again."""
    return _decline(request, decide_submission.request_information)


def _decline(request: Request[DeclineRequest, None], decide: decide_submission.Decline) -> Answer:
    body = request.body
    receipt = decide(request.path["customer_id"], body.submission_id, body.reason, request.call, render=_rendering(request))
    return Answer.of(receipt)


def _rendering(request: Request[object, object]) -> decide_submission.Render:
    return partial(_render, today=clock.to_text(request.now)[:10])


def _render(file: File, today: str) -> dict[str, object]:
    return plain(KycReply.of(file, today))
