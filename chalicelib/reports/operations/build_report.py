"""Build a report: stream the card's entries into a file and put it into the bucket. Doing it again does no harm."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.ledger import public as ledger
from chalicelib.platform import sheets
from chalicelib.reports import store
from chalicelib.reports.errors import UnknownReport
from chalicelib.reports.model import WIDTHS, Format, Line, Report

WRITERS: dict[Format, Callable[..., int]] = {"csv": sheets.write_csv, "xlsx": partial(sheets.write_xlsx, widths=WIDTHS)}


@dataclass(frozen=True, slots=True)
class Built:
    report: Report
    rows: int
    last4: str


def build_report(report_id: str, *, now: datetime, last4_of: Callable[[str, str], str]) -> Built:
    """`last4_of(owner_id, card_id)` tells the card's last digits. Memory and database pages stay the same size
    however many rows there are. Raises UnknownReport."""
    report = store.find_report(report_id)
    if report is None:
        raise UnknownReport(f"No report {report_id}")
    account = ledger.find_account(report.owner_id, report.card_id, now)
    line = Line(account.currency, owes=account.normal_side == "debit")
    rows = (line.row(entry) for entry in _entries(report))
    with tempfile.TemporaryFile() as file:
        written = WRITERS[report.format](line.columns, rows, file)
        file.seek(0)
        store.keep_file(report, file)
    return Built(report, written, last4_of(report.owner_id, report.card_id))


def _entries(report: Report) -> Iterator[dict[str, Any]]:
    """What moved money in the range, up to the state that the report is of: later entries have a higher sequence."""
    every = ledger.entries(report.card_id, report.range.start, report.range.end, maximum=max(report.seq, 1))
    return (entry for entry in every if entry["seq"] <= report.seq and entry["amount"])
