"""Facts of reports."""

from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.reports.model import Report


def report_requested(report: Report, call: Call) -> Change:
    """Starts the flow that builds the report, named by the report's id and how often it was asked for again."""
    start, end = report.range.texts()
    about = {
        "reportId": report.report_id,
        "ownerId": report.owner_id,
        "cardId": report.card_id,
        "format": report.format,
        "start": start,
        "end": end,
        "correlationId": call.correlation_id,
    }
    starting = outbox.to_execution("reports_report", report.execution, about)
    return outbox.record("report.requested", [starting], call)
