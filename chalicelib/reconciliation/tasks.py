"""What the machines `reconciliation_nightly` and `reconciliation_overdue` call."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform.observability import count, logger
from chalicelib.platform.tasks import task
from chalicelib.reconciliation.operations.start_overdue import start_overdue as start
from chalicelib.reconciliation.operations.verify_books import verify_books as verify
from chalicelib.reconciliation.store import keep_report

tasks = Blueprint(__name__)


class VerifyBooks(msgspec.Struct, rename="camel", frozen=True):
    """`execution` names the run, so that a repeat replaces its report."""

    execution: str


@task(tasks, "reconciliation_verify_books")
def verify_books(command: VerifyBooks) -> dict[str, Any]:
    report = verify(now=clock.now())
    key = keep_report(command.execution, report.to_json())
    for finding in report.findings:
        logger.error("books differ", extra={"check": finding.check, "subject": finding.subject, "detail": finding.detail})
    if not report.clean:
        count("BooksDiffer")
    return {"outcome": "CLEAN" if report.clean else "DIFFERENT", "findings": len(report.findings), "report": key}


class StartOverdue(msgspec.Struct, rename="camel", frozen=True):
    """It needs to be told nothing."""


@task(tasks, "reconciliation_start_overdue")
def start_overdue(command: StartOverdue) -> dict[str, Any]:
    started = start(now=clock.now())
    if any(started.values()):
        logger.warning("overdue", extra=started)
        count("OverdueStarted", times=sum(started.values()))
    return {"outcome": "OVERDUE" if any(started.values()) else "IN_TIME", **started}
