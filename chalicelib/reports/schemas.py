"""Wire shapes of reports."""

from typing import Annotated, Literal

import msgspec

from chalicelib.platform.schemas import Body, Identifier, Link, Reply
from chalicelib.reports.model import Format, Status

Moment = Annotated[
    str,
    msgspec.Meta(max_length=40, description="An RFC 3339 time with its offset, or a date (the whole day, UTC); included"),
]


class ReportQuery(Body):
    """Which transactions, in which form.

    start: the first moment, included; from the beginning unless given
    end: the last moment, included; until now unless given
    format: the kind of file
    """

    start: Moment | None = None
    end: Moment | None = None
    format: Format = "csv"


class ReportRequested(Reply):
    """The report is being made; a mail with a link follows.

    report_id: what to ask GET /card/{card_id}/reports/{report_id} about
    status: PENDING until it is READY or FAILED
    """

    report_id: Identifier
    status: Status


class ReportState(Reply):
    """A report and what became of it.

    report_id: the id of the report
    card_id: the card it is about
    format: the kind of file
    status: PENDING until it is READY or FAILED
    rows: how many transactions are in it; null before it is READY, such as 42
    link: where to fetch the file; null before it is READY
    link_expires_in_minutes: how long the link works; null without one, such as 60
    """

    report_id: Identifier
    card_id: Identifier
    format: Literal["csv", "xlsx"]
    status: Status
    rows: int | None
    link: Link | None
    link_expires_in_minutes: int | None


class ReportPage(Reply):
    """A page of the caller's reports, newest first.

    items: the reports
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[ReportState]
    next_cursor: str | None
