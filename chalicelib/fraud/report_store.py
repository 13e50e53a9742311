"""`fraud-reports` (report): the only place with its keys and expressions. Indexed by what is still to be filed, those due first."""

from dataclasses import replace

from chalicelib.fraud.errors import ReportFiled
from chalicelib.fraud.reports import Kind, Report, Status
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

REPORTS = "fraud-reports"
_REPORT = Codec(Report)


def grown(report: Report) -> Change:
    """The report with a higher amount than before, to be filed again where it was; refused under `report` where it is no higher."""
    condition = "attribute_not_exists(report_id) OR amount_minor < :amount"
    return dynamo.put("report", REPORTS, _open_item(report), condition=condition, amount=report.amount_minor)


def made(report: Report) -> Change:
    """Of a case that was opened again and found to be true once more, the report is to be filed once more."""
    return dynamo.put("report", REPORTS, _open_item(report))


def filed(report: Report) -> Change:
    """Raises ReportFiled where somebody was first, or the amount has grown since it was seen."""
    told = {"status": "FILED", "listed": _listed(report.kind, "FILED")}
    told |= {"filed_as": report.filed_as, "filed_by": report.filed_by, "filed_at": report.filed_at}
    change = dynamo.update(
        "report",
        REPORTS,
        _key(report.report_id),
        told,
        condition="#status = :open AND amount_minor = :seen",
        open="OPEN",
        seen=report.amount_minor,
    )
    return replace(change, refusal=ReportFiled("The report is filed, or its amount has grown since"))


def find_report(report_id: str) -> Report | None:
    return _REPORT.found(dynamo.get(REPORTS, _key(report_id)))


def reports_in(kind: Kind, status: Status, limit: int, start: Item | None) -> tuple[list[Report], Item | None]:
    """One page, those due first first."""
    items, rest = dynamo.query(
        REPORTS, "listed = :listed", index="by-list", limit=limit, start=start, listed=_listed(kind, status)
    )
    return [_REPORT.to_model(item) for item in items], rest


def _open_item(report: Report) -> Item:
    return {**_REPORT.to_item(report), "listed": _listed(report.kind, "OPEN")}


def _listed(kind: Kind, status: Status) -> str:
    return f"{kind}#{status}"


def _key(report_id: str) -> Item:
    return {"report_id": report_id}
