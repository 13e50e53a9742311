"""REST: ask for a report of a card, ask what became of it."""

from functools import partial

from chalicelib.cards.public import UnknownCard
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.reports import queries
from chalicelib.reports.errors import UnknownReport
from chalicelib.reports.model import LINK_SECONDS, Range, Report
from chalicelib.reports.operations.request_report import request_report as request_
from chalicelib.reports.schemas import ReportPage, ReportQuery, ReportRequested, ReportState

routes = Routes(
    __name__,
    tag="Reports",
    about="Files of a card's transactions",
    card_id="a card of the caller, as GET /cards lists it",
    report_id="what GET /card/{card_id} answered",
)


@routes.get(
    "/card/{card_id}",
    summary="A report of a card's transactions, made and mailed in the background",
    status=202,
    location="/card/{card_id}/reports/{reportId}",
    query=ReportQuery,
    answer=ReportRequested,
    failures=(UnknownCard,),
)
def request_report(request: Request[None, ReportQuery]) -> Answer:
    """Makes a file of the card's transactions and mails a link. The same card state, range and format give the same report."""
    query: ReportQuery = request.query
    report = request_(request.path["card_id"], Range.parse(query.start, query.end), query.format, request.call)
    return Answer(202, ReportRequested(report_id=report.report_id, status=report.status))


@routes.get(
    "/card/{card_id}/reports/{report_id}",
    summary="What became of a report, with a fresh link once it is ready",
    answer=ReportState,
    failures=(UnknownReport,),
)
def get_report(request: Request[None, None]) -> Answer:
    """PENDING, FAILED, or READY with a link that works for an hour."""
    report = queries.find_report(request.caller.user_id, request.path["card_id"], request.path["report_id"])
    return Answer(200, _state(report))


@routes.get("/reports", summary="The caller's reports, newest first", query=paging.Page, answer=ReportPage)
def list_reports(request: Request[None, paging.Page]) -> Answer:
    """The reports of all cards of the caller, those that are READY with a fresh link each."""
    found, cursor = paging.page(request, partial(queries.list_reports, request.caller.user_id))
    return Answer(200, ReportPage(items=[_state(report) for report in found], next_cursor=cursor))


def _state(report: Report) -> ReportState:
    link = queries.link_to(report)
    return ReportState(
        report_id=report.report_id,
        card_id=report.card_id,
        format=report.format,
        status=report.status,
        rows=report.rows,
        link=link,
        link_expires_in_minutes=LINK_SECONDS // 60 if link else None,
    )
