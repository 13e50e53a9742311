"""REST routes of what waits for a second person."""

from functools import partial
from typing import Literal

import msgspec

from chalicelib.kernel import clock
from chalicelib.platform import approvals, audit, paging
from chalicelib.platform.approvals import Approval, ApprovalDecided, OwnProposal, UnknownApproval
from chalicelib.platform.http import Answer, Request, Routes, plain
from chalicelib.platform.schemas import Body, Identifier, Reply, Text, Timestamp

routes = Routes(
    __name__,
    tag="Approvals",
    about="What waits for a second person of the staff",
    approval_id="a proposal, as GET /admin/approvals lists it",
)


class ApprovalsQuery(paging.Page):
    """Which proposals.

    status: waiting ones, or decided ones
    """

    status: Literal["PENDING", "APPROVED", "REJECTED"] = "PENDING"


class DecisionRequest(Body):
    """Why it is decided so.

    reason: for whoever reads it later, such as Income and references were checked
    """

    reason: Text | msgspec.UnsetType = msgspec.UNSET

    def words(self) -> str:
        return "" if self.reason is msgspec.UNSET else self.reason


class Proposed(Reply):
    """It waits for a second person.

    approval_id: what to ask GET /admin/approvals/{approval_id} about
    status: PENDING until it is decided
    open_until: until when it can be decided
    """

    approval_id: Identifier
    status: Literal["PENDING"]
    open_until: Timestamp


class ApprovalReply(Reply):
    """A proposal and what became of it.

    approval_id: the proposal
    kind: what would be done, such as approve_loan
    subject: the id of what it is about, such as 0198c0de-0000-7000-8000-000000000000
    facts: what to know for a decision, as text
    reason: why it was proposed, such as Income and references were checked
    proposed_by: who proposed it
    proposed_at: when it was proposed
    open_until: until when it can be decided
    status: PENDING until it is APPROVED or REJECTED, or EXPIRED
    decided_by: who decided it; null before
    decided_at: when it was decided; null before
    decided_because: why it was decided so, such as Agreed
    """

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
    """A page of proposals.

    items: the proposals, newest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[ApprovalReply]
    next_cursor: str | None


@routes.get(
    "/admin/approvals",
    summary="What waits for a second person, or waited, as far as the caller's roles decide it",
    access="staff",
    query=ApprovalsQuery,
    answer=ApprovalPage,
)
def list_approvals(request: Request[None, ApprovalsQuery]) -> Answer:
    """Proposals that the caller may decide by their roles, newest first."""
    found, cursor = paging.page(request, partial(approvals.page, request.caller.roles, request.query.status))
    audit.look("approval.look", request.call, [each.whom for each in found if each.whom])
    items = [ApprovalReply.of(each, clock.to_text(request.now)) for each in found]
    return Answer(200, ApprovalPage(items=items, next_cursor=cursor))


@routes.get(
    "/admin/approvals/{approval_id}", summary="One proposal", access="staff", answer=ApprovalReply, failures=(UnknownApproval,)
)
def get_approval(request: Request[None, None]) -> Answer:
    """The proposal with what to know for a decision, and how it was decided."""
    found = approvals.find(request.path["approval_id"], request.caller.roles)
    audit.look("approval.look", request.call, [found.whom] if found.whom else [], subject=found.approval_id)
    return Answer(200, ApprovalReply.of(found, clock.to_text(request.now)))


@routes.post(
    "/admin/approvals/{approval_id}/approve",
    summary="Approve another's proposal: it is done",
    access="staff",
    body=DecisionRequest,
    answer=ApprovalReply,
    keys="record",
    failures=(UnknownApproval, OwnProposal, ApprovalDecided),
    later_failures=approvals.failures_of_acts,
)
def approve_proposal(request: Request[DecisionRequest, None]) -> Answer:
    """Decides for it and does it in the same transaction. Who proposed it may not."""
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
def reject_proposal(request: Request[DecisionRequest, None]) -> Answer:
    """Decides against it; nothing is done."""
    return _decide(request, approve=False)


def _decide(request: Request[DecisionRequest, None], *, approve: bool) -> Answer:
    def render(approval: Approval) -> dict[str, object]:
        return plain(ApprovalReply.of(approval, approval.decided_at))

    roles, reason = request.caller.roles, request.body.words()
    approval_id = request.path["approval_id"]
    return Answer.of(approvals.decide(approval_id, request.call, roles, approve=approve, reason=reason, render=render))
