"""The PDF of a statement, set by Typst: tagged, PDF/UA-1. A volume is laid out whole in memory, so it has a bounded size."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from chalicelib.kernel import clock, locales
from chalicelib.kernel.money import to_decimal
from chalicelib.statements.model import ENTRIES_OF_A_VOLUME, Holder, Statement
from chalicelib.statements.rows import Row
from chalicelib.statements.words import BANK, TEXTS

_PROCESS = Path(__file__).with_name("typst_process.py")
# PDF/UA-1 forbids a character that no font shows. These are shown by the fonts that Typst brings; a test asks it.
_SHOWN = ((0x20, 0x4FF), (0x531, 0x5FF), (0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2030, 0x2040), (0x20A0, 0x20BF))
_NOT_SHOWN = "\N{WHITE SQUARE}"


@dataclass(frozen=True, slots=True)
class Volume:
    """Up to ENTRIES_OF_A_VOLUME rows of a statement, behind a balance."""

    number: int
    rows: Sequence[Row]
    opening_minor: int
    is_last: bool

    @property
    def closing_minor(self) -> int:
        return self.rows[-1].balance_minor if self.rows else self.opening_minor


def volumes(statement: Statement, rows: Iterator[Row], *, size: int = ENTRIES_OF_A_VOLUME) -> Iterator[Volume]:
    """A statement's rows in volumes; one at least."""
    opening_minor, number, here = statement.opening.balance_minor, 1, list(islice(rows, size))
    while True:
        following = list(islice(rows, size))
        yield (volume := Volume(number, here, opening_minor, not following))
        if volume.is_last:
            return
        opening_minor, number, here = volume.closing_minor, number + 1, following


def pdf(statement: Statement, holder: Holder, volume: Volume) -> bytes:
    """One volume; the same one gives the same bytes."""
    # Typst remembers what it has set, some 50 MB a volume, and cannot be told to forget: a process of its own can.
    told = json.dumps(_told(statement, holder, volume)).encode()
    places = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # where a layer lies, too
    return subprocess.run([sys.executable, _PROCESS], input=told, stdout=subprocess.PIPE, env=places, check=True).stdout


def _told(statement: Statement, holder: Holder, volume: Volume) -> dict[str, Any]:
    """Everything that stands on the pages, in the customer's language."""
    say, locale, period = TEXTS[statement.locale], statement.locale, statement.period
    days = locales.day(period.first, locale) + " – " + locales.day(period.last, locale)
    parts = [] if volume.is_last and volume.number == 1 else [say["volume"].format(volume.number)]
    number = [[say["number"], f"{statement.number}"]] if statement.number else []

    def money(minor: int) -> str:
        return locales.decimal(to_decimal(minor, statement.currency), locale).replace("-", "\N{MINUS SIGN}")

    incoming = sum(row.amount_minor for row in volume.rows if row.amount_minor > 0)
    outgoing = sum(row.amount_minor for row in volume.rows if row.amount_minor < 0)
    summary = {"opening": volume.opening_minor, "incoming": incoming, "outgoing": outgoing, "closing": volume.closing_minor}
    last = say["sealed"] if statement.is_sealed else ""
    return {
        "title": " · ".join([say["title"], *parts]),
        "lang": locale,
        "made": int(clock.from_text(statement.created_at).timestamp()),
        "bank": BANK,
        "say": {name: say[name] for name in ("summary", "movements", "none", "date", "description", "amount", "balance", "page")},
        "period": days,
        "holder": [[say["holder"], *map(shown, filter(None, (holder.name, holder.address)))]],
        "account": [[say[holder.product], holder.account_number], [say["currency"], statement.currency], *number],
        "summary": [[say[name], money(minor)] for name, minor in summary.items()],
        "rows": [
            [_short(row, locale), shown(row.title), shown(row.note), money(row.amount_minor), money(row.balance_minor)]
            for row in volume.rows
        ],
        "last": last if volume.is_last else say["continues"].format(volume.number + 1),
        "about": say["about"].format(period.zone, statement.statement_id),
    }


def _short(row: Row, locale: str) -> str:
    """A date for a narrow column: 3 Nov 2026."""
    return f"{row.day.day} {locales.MONTHS[locale][row.day.month - 1][:3]} {row.day.year}"


def shown(text: str) -> str:
    """Text with what the fonts cannot show as □, and without what nobody sees."""
    seen = (
        each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) not in ("Mn", "Me", "Cc", "Cf", "Cn")
    )
    return "".join(each if any(first <= ord(each) <= last for first, last in _SHOWN) else _NOT_SHOWN for each in seen)
