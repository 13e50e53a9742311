"""What a statement is: the movements of one account between two states of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.ledger.public import Mark

Format = Literal["csv", "xlsx", "pdf", "camt053"]
Kind = Literal["requested", "monthly"]
Status = Literal["PENDING", "READY", "FAILED"]
LINK_SECONDS = 5 * 60
MOST_DAYS = 366
EARLIEST = date(2000, 1, 1)
# A PDF is laid out whole in memory: its entries go on in the next volume.
ENTRIES_OF_A_VOLUME = 2_000
# A posting takes its time from the request that asked for it, seconds before it is made.
SEALED_AFTER = timedelta(hours=1)
SEALED_FORMATS: tuple[Format, ...] = ("pdf", "csv", "camt053")
ENDINGS: Mapping[Format, str] = {"csv": "csv", "xlsx": "xlsx", "pdf": "pdf", "camt053": "xml"}


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included, as they are in a time zone."""

    first: date
    last: date
    zone: str

    @classmethod
    def asked(cls, first: str, last: str, zone: str, now: datetime) -> "Period":
        """Raises InvalidRequest naming `from` or `to`."""
        period = cls(_day("from", first), _day("to", last), zone)
        if period.first > period.last:
            raise InvalidRequest(("from", "must not be after to"))
        if period.first < EARLIEST:
            raise InvalidRequest(("from", f"must not be before {EARLIEST}"))
        if period.last > now.astimezone(clock.zone(zone)).date():
            raise InvalidRequest(("to", "must not be in the future"))
        if period.last - period.first >= timedelta(days=MOST_DAYS):
            raise InvalidRequest(("to", f"must be at most {MOST_DAYS} days from the first one"))
        return period

    @property
    def beginning(self) -> datetime:
        """Its first moment."""
        return self._beginning_of(self.first)

    @property
    def before(self) -> datetime:
        """The last moment before it."""
        return self.beginning - timedelta(milliseconds=1)

    @property
    def end(self) -> datetime:
        """Its last moment."""
        return self._beginning_of(self.last + timedelta(days=1)) - timedelta(milliseconds=1)

    def _beginning_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), clock.zone(self.zone)).astimezone(UTC)


def _day(field: str, text: str) -> date:
    try:
        if str(day := date.fromisoformat(text)) == text:  # not in one of the standard's other forms
            return day
    except ValueError:
        pass
    raise InvalidRequest((field, "must be a date such as 2026-01-31"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account it is, and which, as a statement's head says it."""

    account_number: str
    product: Literal["checking", "savings"]
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class File:
    """One file of a statement; `volume` counts those of one format."""

    key: str
    format: Format
    volume: int
    entries: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements behind `opening` up to `closing`. A monthly one has a `number`, from 1 on without gaps.

    `holder` is who had the account when a monthly one was sealed, so that whatever builds it again writes the same bytes.
    `asked_again` counts tries after a FAILED one.
    """

    account_id: str
    statement_id: str
    owner_id: str
    kind: Kind
    formats: tuple[Format, ...]
    period: Period
    locale: str
    currency: str
    opening: Mark
    closing: Mark
    created_at: str
    number: int | None = None
    holder: Holder | None = None
    status: Status = "PENDING"
    files: tuple[File, ...] = ()
    asked_again: int = 0

    @property
    def execution(self) -> str:
        """The name of the flow that makes it: another one each time it is asked for again."""
        return f"{self.statement_id}-a{self.asked_again}" if self.asked_again else self.statement_id

    @property
    def month(self) -> "Month":
        """Of a monthly one."""
        return Month(self.period.first.year, self.period.first.month)

    @property
    def is_sealed(self) -> bool:
        return self.kind == "monthly"

    def place(self, format: Format, volume: int) -> str:
        """The name of a file in its bucket."""
        number = f"-{volume}" if volume > 1 else ""
        return f"{self.account_id}/{self.statement_id}/statement{number}.{ENDINGS[format]}"

    def file_name(self, file: File) -> str:
        """What a file is called where it is saved."""
        volume = f"-{file.volume}" if file.volume > 1 else ""
        return f"statement-{self.period.first}-{self.period.last}{volume}.{ENDINGS[file.format]}"


def requested(account_id: str, owner_id: str, currency: str, period: Period, format: Format, locale: str,
              opening: Mark, closing: Mark, now: datetime) -> Statement:  # fmt: skip
    """The statement of a range. The same movements, range, format and language are the same statement."""
    said = (str(period.first), str(period.last), period.zone, format, locale)
    statement_id = ids.derived_id(period.end, "statement", account_id, str(opening.seq), str(closing.seq), *said)
    return Statement(
        account_id, statement_id, owner_id, "requested", (format,), period, locale, currency, opening, closing, clock.to_text(now)
    )


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar. The bank's own months, by which it seals, are in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        return cls(moment.astimezone(UTC).year, moment.astimezone(UTC).month)

    def plus(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def since(self, other: "Month") -> int:
        """How many months it is later."""
        return (self.year - other.year) * 12 + self.month - other.month

    @classmethod
    def due(cls, now: datetime) -> "Month":
        """The latest month that is over, and has been for an hour: what was under way at its end has arrived."""
        return cls.of(now - SEALED_AFTER).plus(-1)

    @property
    def period(self) -> Period:
        following = self.plus(1)
        return Period(date(self.year, self.month, 1), date(following.year, following.month, 1) - timedelta(days=1), "UTC")


def monthly_id(account_id: str, month: Month) -> str:
    """The id of the one statement of an account's month."""
    return ids.derived_id(month.period.end, "monthly statement", account_id)


def sealed(
    account_id: str,
    owner_id: str,
    currency: str,
    month: Month,
    former: Statement | None,
    locale: str,
    holder: Holder,
    closing: Mark,
    now: datetime,
) -> Statement:
    """The statement of a month: it begins where the `former` one ended, so what was posted too late for that one is in this one."""
    number, opening = (former.number or 0) + 1 if former else 1, former.closing if former else Mark()
    return Statement(
        account_id, monthly_id(account_id, month), owner_id, "monthly", SEALED_FORMATS, month.period, locale, currency, opening,
        max(opening, closing, key=lambda mark: mark.seq), clock.to_text(now), number, holder,
    )  # fmt: skip
