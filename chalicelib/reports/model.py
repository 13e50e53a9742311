"""What a report is: the entries of one card, up to one state of it, in one range of time. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import to_decimal

if TYPE_CHECKING:
    from chalicelib.platform.sheets import Cell

Format = Literal["csv", "xlsx"]
Status = Literal["PENDING", "READY", "FAILED"]
LINK_SECONDS = 3_600
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # nothing happened before; text order is time order from here on


@dataclass(frozen=True, slots=True)
class Range:
    """Entries from `start` to `end`, both included; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def parse(cls, start: str | None, end: str | None) -> "Range":
        """Reads RFC 3339 times, to the millisecond, or dates: a start at the day's first moment, an end at its last (UTC).

        Raises InvalidRequest naming `start` or `end`.
        """
        parsed = cls(_moment("start", start, time.min), _moment("end", end, time.max))
        if parsed.start and parsed.end and parsed.start > parsed.end:
            raise InvalidRequest(("start", "must not be after end"))
        return parsed

    def texts(self) -> tuple[str, str]:
        """Start and end as text, empty where open."""
        return clock.to_text(self.start) if self.start else "", clock.to_text(self.end) if self.end else ""


def _moment(field: str, text: str | None, of_day: time) -> datetime | None:
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            moment = datetime.combine(date.fromisoformat(text), of_day, UTC)
        else:
            moment = clock.from_text(text)
    except (ValueError, OverflowError) as error:
        message = "must be a date such as 2026-01-31, or a time with its offset such as 2026-01-31T12:00:00Z"
        raise InvalidRequest((field, message)) from error
    moment -= timedelta(microseconds=moment.microsecond % 1_000)
    return max(moment, _EARLIEST)


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `seq` is the last entry of the card that it covers; `rows` is known once it is READY; `asked_again` counts
    tries after a FAILED one."""

    report_id: str
    owner_id: str
    card_id: str
    seq: int
    range: Range
    format: Format
    status: Status = "PENDING"
    rows: int | None = None
    asked_again: int = 0

    @property
    def execution(self) -> str:
        """The name of the flow that builds it: another one each time it is asked for again."""
        return f"{self.report_id}-a{self.asked_again}" if self.asked_again else self.report_id

    @property
    def object_key(self) -> str:
        return f"{self.owner_id}/{self.report_id}.{self.format}"


def report_id_of(card_id: str, seq: int, state_at: str, range: Range, format: Format) -> str:
    """The same card state, range and format give the same id; `state_at` is the time the card came into that state."""
    return ids.derived_id(clock.from_text(state_at), "report", card_id, str(seq), *range.texts(), format)


COLUMNS = ("date (UTC)", "transaction id", "type", "merchant", "amount", "currency", "balance after", "status")
WIDTHS = (25, 38, 12, 30, 18, 10, 18, 12)
COLUMNS_OF_CREDIT = (*COLUMNS[:6], "used after", COLUMNS[7])
# Whatever stands in the ledger is done: declined and pending transactions have no entry.
STATUS = "COMPLETED"


@dataclass(frozen=True, slots=True)
class Line:
    """Turns ledger entries of one account into rows; `owes` turns the balance round: what is used of a credit line."""

    currency: str
    owes: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS_OF_CREDIT if self.owes else COLUMNS

    def row(self, entry: dict[str, Any]) -> "tuple[Cell, ...]":
        balance = -entry["balance"] if self.owes else entry["balance"]
        return (
            clock.from_text(entry["at"]),
            entry["posting_id"],
            entry["kind"].rpartition(".")[2].upper(),
            str((entry.get("details") or {}).get("merchant") or ""),
            Decimal(to_decimal(entry["amount"], self.currency)),
            self.currency,
            Decimal(to_decimal(balance, self.currency)),
            STATUS,
        )
