"""REST routes of the cases that staff with the role risk look into. What decides about held money is a route of transfers."""

from collections.abc import Callable
from typing import Any

from chalicelib.fraud import queries
from chalicelib.fraud.case_schemas import (
    AssignRequest,
    CaseDetails,
    CasePage,
    CaseReply,
    CasesQuery,
    CloseRequest,
    NoteReply,
    NoteRequest,
    ReopenRequest,
)
from chalicelib.fraud.cases import Case, Note
from chalicelib.fraud.errors import CaseClosed, CaseHoldsMoney, CaseNotYours, CaseTaken, UnknownCase
from chalicelib.fraud.operations.handle_case import close_case, reopen_case, take_case, write_note
from chalicelib.platform import audit, paging
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Fraud cases",
    about="What staff look into",
    case_id="a case, as GET /api/v1/fraud/cases names it",
)


@routes.get("/api/v1/fraud/cases", summary="Cases by status", access="risk", query=CasesQuery, answer=CasePage)
def list_cases(request: Request[None, CasesQuery]) -> Answer:
    """Those that are due first come first; the look is in the audit log."""
    found, cursor = paging.page(request, queries.cases_in(request.query.status))
    audit.look("fraud_case.look", request.call, [case.owner_id for case in found])
    return Answer(200, CasePage(items=[CaseReply.of(case, request.now) for case in found], next_cursor=cursor))


@routes.get("/api/v1/fraud/cases/{case_id}", summary="A case", access="risk", answer=CaseDetails, failures=(UnknownCase,))
def get_case(request: Request[None, None]) -> Answer:
    """With its newest payments and notes, a hundred of each at most; the look is in the audit log."""
    case, hits, notes = queries.case_with_parts(request.path["case_id"])
    audit.look("fraud_case.look", request.call, [case.owner_id], subject=case.case_id)
    return Answer(200, CaseDetails.of(case, hits, notes, request.now))


@routes.post(
    "/api/v1/fraud/cases/{case_id}/assign",
    summary="Take a case",
    access="risk",
    body=AssignRequest,
    answer=CaseReply,
    keys="record",
    failures=(UnknownCase, CaseTaken),
)
def assign_case(request: Request[AssignRequest, None]) -> Answer:
    """The caller has it from now on; of several at once one gets it."""
    instead_of = request.body.instead_of or ""
    return Answer.of(take_case(request.path["case_id"], instead_of, request.call, render=_rendering(request)))


@routes.post(
    "/api/v1/fraud/cases/{case_id}/notes",
    summary="Write a note about a case",
    status=201,
    location="/api/v1/fraud/cases/{case_id}",
    access="risk",
    body=NoteRequest,
    answer=NoteReply,
    keys="record",
    failures=(UnknownCase,),
)
def create_note(request: Request[NoteRequest, None]) -> Answer:
    """Notes are added and never changed."""

    def render(note: Note) -> dict[str, object]:
        return plain(NoteReply.of(note))

    return Answer.of(write_note(request.path["case_id"], request.body.text, request.call, render=render))


@routes.post(
    "/api/v1/fraud/cases/{case_id}/close",
    summary="Close a case with what was found",
    access="risk",
    body=CloseRequest,
    answer=CaseReply,
    keys="record",
    failures=(UnknownCase, CaseNotYours, CaseClosed, CaseHoldsMoney),
)
def close(request: Request[CloseRequest, None]) -> Answer:
    """By who has it, once no money of it waits any more."""
    body = request.body
    return Answer.of(close_case(request.path["case_id"], body.finding, body.reason, request.call, render=_rendering(request)))


@routes.post(
    "/api/v1/fraud/cases/{case_id}/reopen",
    summary="Open a closed case again",
    access="risk",
    body=ReopenRequest,
    answer=CaseReply,
    keys="record",
    failures=(UnknownCase, CaseClosed),
)
def reopen(request: Request[ReopenRequest, None]) -> Answer:
    """The caller has it then. What draws attention to the account later is another case."""
    return Answer.of(reopen_case(request.path["case_id"], request.body.reason, request.call, render=_rendering(request)))


def _rendering(request: Request[Any, None]) -> Callable[[Case], dict[str, object]]:
    def render(case: Case) -> dict[str, object]:
        return plain(CaseReply.of(case, request.now))

    return render
