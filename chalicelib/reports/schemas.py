"""Wire shapes of reports."""

from typing import Annotated, Literal

import msgspec

from chalicelib.platform.schemas import Body, Reply
from chalicelib.reports.model import Format, Status

Moment = Annotated[
    str,
    msgspec.Meta(max_length=40, description="An RFC 3339 time with its offset, or a date (the whole day, UTC); included"),
]


class ReportQuery(Body):
    """Query parameters of `GET /card/{card_id}`."""

    start: Moment | None = None
    end: Moment | None = None
    format: Format = "csv"


class ReportRequested(Reply):
    report_id: str
    status: Status


class ReportState(Reply):
    report_id: str
    card_id: str
    format: Literal["csv", "xlsx"]
    status: Status
    rows: int | None
    link: str | None
    link_expires_in_minutes: int | None
