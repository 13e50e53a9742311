"""REST routes of what is told the authorities, for staff with the role risk."""

from chalicelib.fraud import queries
from chalicelib.fraud.errors import ReportFiled, UnknownReport
from chalicelib.fraud.operations.file_report import file_report
from chalicelib.fraud.report_schemas import FileRequest, FraudReport, FraudReportPage, ReportsQuery
from chalicelib.fraud.reports import Report
from chalicelib.platform import audit, paging
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Reports to the authorities",
    about="Cash above what is reported, and suspicions that were confirmed",
    report_id="a report, as GET /api/v1/fraud/reports names it",
)


@routes.get(
    "/api/v1/fraud/reports", summary="What is to be filed, or was", access="risk", query=ReportsQuery, answer=FraudReportPage
)
def list_fraud_reports(request: Request[None, ReportsQuery]) -> Answer:
    """Those that are due first come first; the look is in the audit log."""
    query = request.query
    found, cursor = paging.page(request, queries.reports_in(query.kind, query.status))
    audit.look("fraud_report.look", request.call, [report.owner_id for report in found])
    return Answer(200, FraudReportPage(items=[FraudReport.of(each, request.now) for each in found], next_cursor=cursor))


@routes.post(
    "/api/v1/fraud/reports/{report_id}/file",
    summary="Write down that a report was filed",
    access="risk",
    body=FileRequest,
    answer=FraudReport,
    keys="record",
    failures=(UnknownReport, ReportFiled),
)
def file_fraud_report(request: Request[FileRequest, None]) -> Answer:
    """Under what the authority calls it. Cash that comes in later that day opens the report of it again."""

    def render(report: Report) -> dict[str, object]:
        return plain(FraudReport.of(report, request.now))

    return Answer.of(file_report(request.path["report_id"], request.body.filed_as, request.call, render=render))
