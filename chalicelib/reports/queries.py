"""Reads of reports."""

from chalicelib.platform.dynamo import Item
from chalicelib.reports import store
from chalicelib.reports.errors import UnknownReport
from chalicelib.reports.model import Report


def find_report(owner_id: str, card_id: str, report_id: str) -> Report:
    """A report of this owner's card. Raises UnknownReport, for another's too."""
    report = store.find_report(report_id)
    if report is None or report.owner_id != owner_id or report.card_id != card_id:
        raise UnknownReport("No such report")
    return report


def list_reports(owner_id: str, *, limit: int, start: Item | None) -> tuple[list[Report], Item | None]:
    """A page of an owner's reports, the last asked for first, and the key to go on from."""
    return store.reports_of(owner_id, limit, start)


def link_to(report: Report) -> str | None:
    """A fresh link to a READY report's file."""
    return store.link_to(report) if report.status == "READY" else None
