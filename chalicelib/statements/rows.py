"""The one stream that every format is written from: what moved money on an account, row by row, by sequence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger import public as ledger
from chalicelib.statements.model import Period, Statement
from chalicelib.statements.words import KINDS, OTHER, TEXTS

if TYPE_CHECKING:
    from chalicelib.platform.sheets import Cell

# What a side of a movement may know of it in words; the ledger keeps it per account.
_NOTES = ("description", "messageToPayee", "reference")
WIDTHS = (14, 25, 38, 44, 44, 18, 10, 18)


@dataclass(frozen=True, slots=True)
class Row:
    """One movement; `day` is the one that it had where the customer is."""

    seq: int
    at: datetime
    day: date
    transaction_id: str
    kind: str
    title: str
    note: str
    amount_minor: int
    balance_minor: int


def rows(statement: Statement) -> Iterator[Row]:
    """All of a statement's, read page by page as they are asked for."""
    entries = ledger.stretch(statement.account_id, statement.opening, statement.closing)
    return of_entries(entries, statement.period, statement.locale)


def of_entries(entries: Iterator[Mapping[str, Any]], period: Period, locale: str) -> Iterator[Row]:
    zone = clock.zone(period.zone)
    for entry in entries:
        at, told = clock.from_text(entry["at"]), entry.get("details") or {}
        yield Row(
            entry["seq"],
            at,
            at.astimezone(zone).date(),
            entry["posting_id"],
            entry["kind"],
            _title(entry["kind"], told, entry["amount"], locale),
            " · ".join(str(told[name]) for name in _NOTES if told.get(name)),
            entry["amount"],
            entry["balance"],
        )


def _title(kind: str, told: Mapping[str, Any], amount_minor: int, locale: str) -> str:
    """What it was, in a few words: the merchant where there is one, and who is on the other side of a transfer."""
    words = str(told.get("merchant") or "") or KINDS.get(kind, OTHER)[locale]
    if other := told.get("counterparty"):
        words += " " + TEXTS[locale]["to" if amount_minor < 0 else "sender"].format(other)
    return words


def columns(locale: str) -> tuple[str, ...]:
    """The heads of `cells`."""
    said = TEXTS[locale]
    names = ("date", "time", "transaction", "description", "note", "amount", "currency", "balance")
    return tuple(said[name] for name in names)


def cells(row: Row, currency: str) -> "tuple[Cell, ...]":
    """A row of a table in a file."""
    amount, balance = (Decimal(to_decimal(minor, currency)) for minor in (row.amount_minor, row.balance_minor))
    return (row.day.isoformat(), row.at, row.transaction_id, row.title, row.note, amount, currency, balance)
