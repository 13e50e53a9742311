"""Write down that a report was filed with the authority."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.fraud import report_store as store
from chalicelib.fraud.errors import ReportFiled, UnknownReport
from chalicelib.fraud.reports import Report
from chalicelib.kernel import clock
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


def file_report(report_id: str, filed_as: str, call: Call, *, render: Callable[[Report], dict[str, object]]) -> Receipt:
    """`filed_as` is what the authority calls it. Raises UnknownReport, ReportFiled."""
    before = store.find_report(report_id)
    if before is None:
        raise UnknownReport("No such report")
    if before.status == "FILED":
        raise ReportFiled("The report is filed")
    after = replace(before, status="FILED", filed_as=filed_as, filed_by=call.caller_id, filed_at=clock.to_text(call.now))
    receipt = Receipt(200, render(after))
    told = audit.record(
        "fraud_report.file",
        call,
        whom=before.owner_id,
        subject=report_id,
        before={"status": before.status},
        after={"status": after.status, "filedAs": filed_as},
    )
    dynamo.transact([store.filed(after), told, call.record(receipt)])
    return receipt
