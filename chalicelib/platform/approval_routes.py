"""REST routes of what waits for a second person."""

from functools import partial
from typing import Literal

import msgspec

from chalicelib.kernel import clock
from chalicelib.platform import approvals, paging
from chalicelib.platform.approvals import Approval, ApprovalDecided, OwnProposal, UnknownApproval
from chalicelib.platform.http import Answer, Request, Routes, plain
from chalicelib.platform.schemas import Body, Identifier, Reply, Text, Timestamp

routes = Routes(__name__, tag="Approvals")


class ApprovalsQuery(paging.Page):
    status: Literal["PENDING", "APPROVED", "REJECTED"] = "PENDING"


class DecisionRequest(Body):
    reason: Text | msgspec.UnsetType = msgspec.UNSET

    def words(self) -> str:
        return "" if self.reason is msgspec.UNSET else self.reason


class Proposed(Reply):
    """What a route answers with 202 when it takes a second person."""

    approval_id: Identifier
    status: Literal["PENDING"]
    open_until: Timestamp


class ApprovalReply(Reply):
    approval_id: Identifier
    kind: str
    subject: str
    facts: dict[str, str]
    reason: str
    proposed_by: Identifier
    proposed_at: Timestamp
    open_until: Timestamp
    status: Literal["PENDING", "APPROVED", "REJECTED", "EXPIRED"]
    decided_by: Identifier | None
    decided_at: Timestamp | None
    decided_because: str

    @classmethod
    def of(cls, approval: Approval, now: str) -> "ApprovalReply":
        return cls(
            approval_id=approval.approval_id,
            kind=approval.kind,
            subject=approval.subject,
            facts=dict(approval.facts),
            reason=approval.reason,
            proposed_by=approval.proposed_by,
            proposed_at=approval.proposed_at,
            open_until=approval.open_until,
            status=approval.status_at(now),
            decided_by=approval.decided_by or None,
            decided_at=approval.decided_at or None,
            decided_because=approval.decided_because,
        )


class ApprovalPage(Reply):
    items: list[ApprovalReply]
    next_cursor: str | None


@routes.get(
    "/admin/approvals",
    summary="What waits for a second person, or waited, as far as the caller's roles decide it",
    access="staff",
    query=ApprovalsQuery,
    answer=ApprovalPage,
)
def list_approvals(request: Request) -> Answer:
    found, cursor = paging.page(request, partial(approvals.page, request.caller.roles, request.query.status))
    items = [ApprovalReply.of(each, clock.to_text(request.now)) for each in found]
    return Answer(200, ApprovalPage(items=items, next_cursor=cursor))


@routes.get(
    "/admin/approvals/{approval_id}", summary="One proposal", access="staff", answer=ApprovalReply, failures=(UnknownApproval,)
)
def get_approval(request: Request) -> Answer:
    found = approvals.find(request.path["approval_id"], request.caller.roles)
    return Answer(200, ApprovalReply.of(found, clock.to_text(request.now)))


@routes.post(
    "/admin/approvals/{approval_id}/approve",
    summary="Approve another's proposal: it is done",
    access="staff",
    body=DecisionRequest,
    answer=ApprovalReply,
    keys="record",
    failures=(UnknownApproval, OwnProposal, ApprovalDecided),
)
def approve_proposal(request: Request) -> Answer:
    return _decide(request, approve=True)


@routes.post(
    "/admin/approvals/{approval_id}/reject",
    summary="Reject a proposal, or take back one's own",
    access="staff",
    body=DecisionRequest,
    answer=ApprovalReply,
    keys="record",
    failures=(UnknownApproval, ApprovalDecided),
)
def reject_proposal(request: Request) -> Answer:
    return _decide(request, approve=False)


def _decide(request: Request, *, approve: bool) -> Answer:
    def render(approval: Approval) -> dict[str, object]:
        return plain(ApprovalReply.of(approval, approval.decided_at))

    roles, reason = request.caller.roles, request.body.words()
    approval_id = request.path["approval_id"]
    return Answer.of(approvals.decide(approval_id, request.call, roles, approve=approve, reason=reason, render=render))
