"""What the machine `reconciliation_nightly` calls."""

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform.observability import count, logger
from chalicelib.platform.tasks import task
from chalicelib.reconciliation.operations.verify_books import verify_books
from chalicelib.reconciliation.store import keep_report

tasks = Blueprint(__name__)


class VerifyBooks(msgspec.Struct, rename="camel", frozen=True):
    """`execution` names the run, so that a repeat replaces its report."""

    execution: str


@task(tasks, "reconciliation_verify_books")
def verify(command: VerifyBooks) -> dict:
    report = verify_books(now=clock.now())
    key = keep_report(command.execution, report.to_json())
    for finding in report.findings:
        logger.error("books differ", extra={"check": finding.check, "subject": finding.subject, "detail": finding.detail})
    if not report.clean:
        count("BooksDiffer")
    return {"outcome": "CLEAN" if report.clean else "DIFFERENT", "findings": len(report.findings), "report": key}
