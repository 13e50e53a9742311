"""What the machine `reports_report` calls."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.cards import public as cards
from chalicelib.kernel import clock
from chalicelib.platform.tasks import task
from chalicelib.reports.store import BUCKET

tasks = Blueprint(__name__)


class BuildReport(msgspec.Struct, rename="camel", frozen=True):
    """Machine input; the rest of it is for the mail."""

    report_id: str


@task(tasks, "reports_build_report")
def build_report(command: BuildReport) -> dict[str, Any]:
    from chalicelib.reports.operations.build_report import build_report as build  # and all that writes files: not the API's

    now = clock.now()
    built = build(command.report_id, now=now, last4_of=lambda owner_id, card_id: cards.find_card(owner_id, card_id).last4)
    return {
        "outcome": "BUILT",
        "rows": built.rows,
        "last4": built.last4,
        "file": {"bucket": BUCKET, "key": built.report.object_key},
    }
