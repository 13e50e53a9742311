"""Facts of reports."""

from datetime import datetime

from chalicelib.platform import outbox
from chalicelib.platform.dynamo import Change
from chalicelib.reports.model import Report


def report_requested(report: Report, now: datetime, correlation_id: str) -> Change:
    """Starts the flow that builds the report, named by the report's id."""
    start, end = report.range.texts()
    about = {
        "reportId": report.report_id,
        "ownerId": report.owner_id,
        "cardId": report.card_id,
        "format": report.format,
        "start": start,
        "end": end,
        "correlationId": correlation_id,
    }
    starting = outbox.to_execution("reports_report", report.report_id, about)
    return outbox.record("report.requested", [starting], now, correlation_id)
