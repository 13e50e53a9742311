"""Wire shapes of statements."""

from typing import Annotated, Any, Literal

import msgspec

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.platform import paging
from chalicelib.platform.schemas import AmountText, Balance, Currency, Day, Identifier, Link, Reply, Timestamp
from chalicelib.statements.model import LINK_SECONDS, File, Format, Kind, Statement, Status
from chalicelib.statements.queries import Extract
from chalicelib.statements.rows import Row


class StatementQuery(paging.Page, kw_only=True):
    """Which days, in which form.

    from_: the first day, included, where the customer is
    to: the last day, included, not in the future; at most 366 days in all
    format: json answers at once, page by page; the others are made as files in the background
    """

    from_: Day = msgspec.field(name="from")
    to: Day
    format: Literal["json", "csv", "xlsx", "pdf", "camt053"] = "json"


class StatementRow(Reply):
    """One movement of the account.

    sequence: its number on the account
    transaction_id: the id of the movement
    at: when it was posted
    day: the day that it was where the customer is
    kind: the event that made it, such as DEPOSIT_EVENT
    description: what it was, in the customer's language, such as Deposit
    note: what the caller or the payer said of it; empty where nobody said anything
    type: credit where money came in, debit where it left
    amount: how much
    balance_after: the balance right after it
    """

    sequence: int
    transaction_id: Identifier
    at: Timestamp
    day: Day
    kind: str
    description: str
    note: str
    type: Literal["credit", "debit"]
    amount: AmountText
    balance_after: Balance

    @classmethod
    def of(cls, row: Row, currency: str) -> "StatementRow":
        return cls(
            sequence=row.seq,
            transaction_id=row.transaction_id,
            at=clock.to_text(row.at),
            day=str(row.day),
            kind=row.kind,
            description=row.title,
            note=row.note,
            type="credit" if row.amount_minor > 0 else "debit",
            amount=to_decimal(abs(row.amount_minor), currency),
            balance_after=to_decimal(row.balance_minor, currency),
        )


class StatementPage(Reply):
    """A page of an account's movements in a range of days, oldest first.

    account_id: the account
    account_number: the number that people and other banks know it by, such as 4000001234
    currency: the currency of all figures
    from_: the first day
    to: the last day
    timezone: where these days begin and end, such as America/Bogota
    opening_balance: the balance before the first day
    closing_balance: the balance after the last day
    items: the movements
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    account_id: Identifier
    account_number: str
    currency: Currency
    from_: Day = msgspec.field(name="from")
    to: Day
    timezone: str
    opening_balance: Balance
    closing_balance: Balance
    items: list[StatementRow]
    next_cursor: str | None

    @classmethod
    def of(cls, extract: Extract, cursor: str | None) -> "StatementPage":
        account, period = extract.asked.account, extract.asked.period
        return cls(
            account_id=account.account_id,
            account_number=account.account_number,
            currency=account.currency,
            from_=str(period.first),
            to=str(period.last),
            timezone=period.zone,
            opening_balance=to_decimal(extract.opening.balance_minor, account.currency),
            closing_balance=to_decimal(extract.closing.balance_minor, account.currency),
            items=[StatementRow.of(row, account.currency) for row in extract.rows],
            next_cursor=cursor,
        )


class StatementRequested(Reply):
    """The files are being made; a mail follows.

    statement_id: what to ask GET /api/v1/accounts/{account_id}/statements/{statement_id} about
    status: PENDING until it is READY or FAILED
    """

    statement_id: Identifier
    status: Status


class StatementFile(Reply):
    """One file of a statement.

    format: the kind of file
    volume: its number among the files of this kind: a PDF has at most 2,000 movements
    entries: how many movements are in it, such as 42
    size_bytes: how long it is, such as 48120
    sha256: the SHA-256 of its content, in hexadecimal digits
    link: where to fetch it
    """

    format: Format
    volume: int
    entries: int
    size_bytes: int
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z", examples=["9f86d081884c7d659a2feaa0c55ad015" * 2])]
    link: Link

    @classmethod
    def of(cls, file: File, link: str) -> "StatementFile":
        return cls(
            format=file.format,
            volume=file.volume,
            entries=file.entries,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            link=link,
        )


class StatementSummary(Reply):
    """A statement and what became of it.

    statement_id: the id of the statement
    account_id: the account it is about
    kind: requested by the customer, or monthly: sealed by the bank for good
    number: of a monthly one, from 1 on without gaps; null of a requested one, such as 7
    formats: the kinds of files
    from_: the first day
    to: the last day
    timezone: where these days begin and end, such as America/Bogota
    currency: the currency of both balances
    opening_balance: the balance before its first movement
    closing_balance: the balance after its last movement
    status: PENDING until it is READY or FAILED
    created_at: when it was asked for, or sealed
    """

    statement_id: Identifier
    account_id: Identifier
    kind: Kind
    number: int | None
    formats: list[Format]
    from_: Day = msgspec.field(name="from")
    to: Day
    timezone: str
    currency: Currency
    opening_balance: Balance
    closing_balance: Balance
    status: Status
    created_at: Timestamp

    @classmethod
    def of(cls, statement: Statement) -> "StatementSummary":
        return cls(**_summary(statement))


class StatementState(StatementSummary):
    """A statement with its files.

    files: the files, once it is READY
    link_expires_in_minutes: how long their links work; null without one, such as 5
    """

    files: list[StatementFile]
    link_expires_in_minutes: int | None

    @classmethod
    def of_files(cls, statement: Statement, files: list[StatementFile]) -> "StatementState":
        return cls(**_summary(statement), files=files, link_expires_in_minutes=LINK_SECONDS // 60 if files else None)


def _summary(statement: Statement) -> dict[str, Any]:
    return {
        "statement_id": statement.statement_id,
        "account_id": statement.account_id,
        "kind": statement.kind,
        "number": statement.number,
        "formats": list(statement.formats),
        "from_": str(statement.period.first),
        "to": str(statement.period.last),
        "timezone": statement.period.zone,
        "currency": statement.currency,
        "opening_balance": to_decimal(statement.opening.balance_minor, statement.currency),
        "closing_balance": to_decimal(statement.closing.balance_minor, statement.currency),
        "status": statement.status,
        "created_at": statement.created_at,
    }


class StatementList(Reply):
    """A page of an account's statements, the latest days first.

    items: the statements, without their files
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[StatementSummary]
    next_cursor: str | None
