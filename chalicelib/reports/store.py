"""Where reports lie: their records in `report-table` (report_id), their files in `transactions-report-bucket`."""

from datetime import datetime
from typing import IO

from chalicelib.kernel import clock
from chalicelib.platform import dynamo, files
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.reports.model import LINK_SECONDS, Range, Report

TABLE, BUCKET = "report-table", "transactions-report-bucket"
# Longer than an execution's name stays taken (90 days), so that the same id can be built again after its record is gone;
# the bucket keeps a file for longer still (see terraform/declaration/reports.json).
KEPT_DAYS = 91
_REPORT = Codec(Report, write={"range": lambda range: None})  # an item has its start and its end


def new_report(report: Report, now: datetime) -> Change:
    """Records a report; refused under the label `report` when it is known. TTL may be late: an ended record counts as gone."""
    condition = "attribute_not_exists(report_id) OR expires_at < :now"
    return dynamo.put("report", TABLE, _item(report, now), condition=condition, now=clock.epoch_seconds(now))


def asked_again(report: Report, now: datetime) -> Change:
    """Records the next try of a report that FAILED; refused under the label `report` when somebody asked before."""
    condition = "#status = :failed AND (asked_again = :before OR attribute_not_exists(asked_again))"
    return dynamo.put("report", TABLE, _item(report, now), condition=condition, failed="FAILED", before=report.asked_again - 1)


def _item(report: Report, now: datetime) -> Item:
    start, end = report.range.texts()
    return {
        **_REPORT.to_item(report),
        "start": start,
        "end": end,
        "at": clock.to_text(now),
        "expires_at": clock.epoch_seconds_after(now, days=KEPT_DAYS),
    }


def find_report(report_id: str) -> Report | None:
    item = dynamo.get(TABLE, {"report_id": report_id})
    return to_report(item) if item is not None else None


def reports_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Report], Item | None]:
    """One page of an owner's reports, the last asked for first."""
    items, rest = dynamo.owned(TABLE, owner_id, limit, start)
    return [to_report(item) for item in items], rest


def to_report(item: Item) -> Report:
    start, end = (clock.from_text(item[name]) if item[name] else None for name in ("start", "end"))
    return _REPORT.to_model({**item, "range": Range(start, end)})


def keep_file(report: Report, file: IO[bytes]) -> None:
    """Puts the file into the bucket; the same report again replaces it."""
    files.keep(BUCKET, report.object_key, file, report.format, f"report-{report.report_id}.{report.format}")


def link_to(report: Report) -> str:
    """A link that lets anyone who has it fetch the file for an hour, if the role that signs lives as long."""
    return files.link_to(BUCKET, report.object_key, LINK_SECONDS)
