"""REST routes of the staff and their roles."""

from chalicelib.identity import queries
from chalicelib.identity.errors import EmailTaken, PasswordTooCommon, UnknownStaff
from chalicelib.identity.operations.propose_roles import make_staff_member, propose_roles
from chalicelib.identity.staff_schemas import NewStaffRequest, RolesRequest, StaffMember, StaffPage
from chalicelib.kernel.failures import OwnFile
from chalicelib.platform import paging
from chalicelib.platform.approval_routes import Proposed
from chalicelib.platform.approvals import ApprovalPending
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(__name__, tag="Staff", about="Who works here, and what they may do", user_id="a member of staff")


@routes.get("/admin/staff", summary="Everybody of the staff", access="admin", query=paging.Page, answer=StaffPage)
def list_staff(request: Request[None, paging.Page]) -> Answer:
    """Every member of the staff with their roles, the oldest first. It may be a moment behind."""
    found, cursor = paging.page(request, queries.list_staff)
    return Answer(200, StaffPage(items=[StaffMember.of(each) for each in found], next_cursor=cursor))


@routes.post(
    "/admin/staff",
    summary="Make a member of staff, and propose their roles to a second person",
    access="admin",
    status=202,
    body=NewStaffRequest,
    answer=Proposed,
    location="/admin/approvals/{approvalId}",
    keys="record",
    failures=(EmailTaken, PasswordTooCommon),
)
def make_staff(request: Request[NewStaffRequest, None]) -> Answer:
    """They may sign in at once, and do nothing until another administrator has approved their roles."""
    body = request.body
    return Answer.of(make_staff_member(body.email, body.password, body.roles, request.call, reason=body.reason))


@routes.put(
    "/admin/staff/{user_id}/roles",
    summary="Propose other roles of a member of staff to a second person",
    access="admin",
    status=202,
    body=RolesRequest,
    answer=Proposed,
    location="/admin/approvals/{approvalId}",
    keys="record",
    failures=(UnknownStaff, OwnFile, ApprovalPending),
)
def change_roles(request: Request[RolesRequest, None]) -> Answer:
    """All the roles they have afterwards. Once it is approved, what was taken is gone within a minute, and so are their
    sessions."""
    body = request.body
    return Answer.of(propose_roles(request.path["user_id"], body.roles, request.call, reason=body.reason))
