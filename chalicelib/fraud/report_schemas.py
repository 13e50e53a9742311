"""Wire shapes of what is told the authorities."""

from datetime import datetime
from typing import Annotated, Literal

from chalicelib.fraud.reports import Report
from chalicelib.fraud.velocity import Direction
from chalicelib.kernel import clock, text
from chalicelib.kernel.money import to_decimal
from chalicelib.platform import paging
from chalicelib.platform.schemas import AmountText, Body, Currency, Identifier, Reply, Timestamp, typed

FiledAs = Annotated[str, typed(text.check_line, maximum=64, examples=["31000123456789"])]


class ReportsQuery(paging.Page):
    """Which reports.

    kind: CTR, cash of one day, in or out, above what is reported, or SAR, cases that were found to be true
    status: OPEN while nobody has filed it, or FILED
    """

    kind: Literal["CTR", "SAR"] = "CTR"
    status: Literal["OPEN", "FILED"] = "OPEN"


class FileRequest(Body):
    """That a report was filed.

    filed_as: what the authority calls it
    """

    filed_as: FiledAs


class FraudReport(Reply):
    """What the bank has to tell the authorities. No customer is told of it.

    report_id: the report
    kind: CTR, cash of one day, in or out, above what is reported, or SAR, a case that was found to be true
    status: OPEN while nobody has filed it, or FILED
    owner_id: the customer whom it is about
    account_id: the account that it is about; of a CTR one of those that cash came into or left
    amount: what it came to
    currency: of which currency
    day: the day of a CTR, by the bank's calendar, which is UTC; null of others
    direction: whether the cash of a CTR came IN or went OUT; null of others
    case_id: the case of a SAR; null of others
    made_at: when it came to be reported
    due_at: by when it is to be filed
    overdue: whether that has passed
    filed_as: what the authority calls it; null until it is filed
    filed_by: who filed it; null until then
    filed_at: when; null until then
    """

    report_id: Identifier
    kind: Literal["CTR", "SAR"]
    status: Literal["OPEN", "FILED"]
    owner_id: Identifier
    account_id: Identifier
    amount: AmountText
    currency: Currency
    day: str | None
    direction: Direction | None
    case_id: Identifier | None
    made_at: Timestamp
    due_at: Timestamp
    overdue: bool
    filed_as: str | None
    filed_by: Identifier | None
    filed_at: Timestamp | None

    @classmethod
    def of(cls, report: Report, now: datetime) -> "FraudReport":
        return cls(
            report_id=report.report_id,
            kind=report.kind,
            status=report.status,
            owner_id=report.owner_id,
            account_id=report.account_id,
            amount=to_decimal(report.amount_minor, report.currency),
            currency=report.currency,
            day=report.about if report.kind == "CTR" else None,
            direction=report.direction if report.kind == "CTR" else None,
            case_id=report.about if report.kind == "SAR" else None,
            made_at=report.made_at,
            due_at=report.due_at,
            overdue=report.status == "OPEN" and report.due_at <= clock.to_text(now),
            filed_as=report.filed_as or None,
            filed_by=report.filed_by or None,
            filed_at=report.filed_at or None,
        )


class FraudReportPage(Reply):
    """A page of reports.

    items: the reports
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[FraudReport]
    next_cursor: str | None
