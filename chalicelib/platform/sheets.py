"""Rows to a file, one at a time: CSV and XLSX. Neither needs more memory for more rows.

A cell is text (str), a number (Decimal, with as many decimals as it shows) or a time (datetime). Text never becomes a
formula.
"""

import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from string import ascii_uppercase
from typing import IO, TYPE_CHECKING

from chalicelib.kernel import clock

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | Decimal | datetime
ROWS_OF_A_SHEET = 1_048_576  # Excel's own limit, the header included
_EXACT_DIGITS = 15  # what Excel keeps of a number
_SIGNS = frozenset("=+-@\N{MINUS SIGN}")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols by category, yet nothing to see
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: IO[bytes]) -> int:
    """Writes CSV (RFC 4180) and returns the number of rows.

    UTF-8 with the mark by which Excel knows it; all text in quotes, so that a `;` in it reads as text everywhere. Text
    that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay as they are.
    """
    written = 0
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_field(cell) for cell in row])
        written += 1
    text.detach()
    return written


def _field(cell: Cell) -> str | Decimal:
    if isinstance(cell, str):
        # Excel splits at `;` where the comma is the decimal sign, quotes or not: what follows one may begin a cell.
        return ";".join("'" + part if _begins_formula(part) else part for part in cell.split(";"))
    return clock.to_text(cell) if isinstance(cell, datetime) else cell


def _begins_formula(text: str) -> bool:
    """Whether the first thing to see is a sign, in any width, or the text begins with a tab, a line end or the like."""
    if text[:1].isascii() and text[:1].isalnum():
        return False
    for character in text:
        if unicodedata.normalize("NFKC", character)[:1] in _SIGNS or unicodedata.category(character) == "Cc":
            return True
        if unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_LETTERS:
            return False
    return False


def write_xlsx(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    file: IO[bytes],
    *,
    title: str = "Transactions",
    widths: Sequence[int] = (),
    rows_of_a_sheet: int = ROWS_OF_A_SHEET,
) -> int:
    """Writes a workbook and returns the number of rows; more than a sheet holds go on in the next one.

    `title` names the sheets, `widths` are their columns', in characters.
    The rows lie uncompressed on disk until the last is there, about 1 KB each.
    """
    written, remaining = 0, iter(rows)
    ahead: list[Sequence[Cell]] = []
    with _workbook() as workbook:
        cells = _Cells(workbook)
        while not workbook.worksheets or (ahead := list(islice(remaining, 1))):
            sheet = _new_sheet(workbook, title, widths)
            sheet.append(list(columns))
            for row in islice(chain(ahead, remaining), rows_of_a_sheet - 1):
                sheet.append(cells.of(cell) for cell in row)
                written += 1
        workbook.save(file)
    return written


@contextmanager
def _workbook() -> "Iterator[Workbook]":
    """A workbook whose sheets go to disk row by row. Whatever fails, nothing of it stays there."""
    # lxml, where some other library brings it along, writes a carriage return as it is, which readers take for a newline.
    os.environ.setdefault("OPENPYXL_LXML", "False")
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    try:
        yield workbook
    except BaseException:
        for sheet in workbook.worksheets:
            Path(sheet._writer.out).unlink(missing_ok=True)
            if not sheet.closed:
                sheet.close()
        raise


def _new_sheet(workbook: "Workbook", title: str, widths: Sequence[int]) -> "WriteOnlyWorksheet":
    number = len(workbook.worksheets) + 1
    sheet = workbook.create_sheet(title if number == 1 else f"{title} {number}")
    sheet.freeze_panes = "A2"
    for column, width in zip(ascii_uppercase, widths, strict=False):
        sheet.column_dimensions[column].width = width
    return sheet


class _Cells:
    """What a row is written with: one cell of openpyxl's for each format, filled anew every time."""

    def __init__(self, workbook: "Workbook") -> None:
        from openpyxl.cell import WriteOnlyCell

        self._new: Callable[[], WriteOnlyCell] = lambda: WriteOnlyCell(workbook.worksheets[0])
        self._by_format: dict[str, WriteOnlyCell] = {}

    def of(self, cell: Cell) -> "WriteOnlyCell":
        if isinstance(cell, datetime):
            return self._filled("yyyy-mm-dd hh:mm:ss.000", cell.astimezone(UTC).replace(tzinfo=None), "d")
        if isinstance(cell, Decimal) and _is_exact(text := str(cell)):
            _, _, decimals = text.partition(".")
            return self._filled(f"#,##0.{'0' * len(decimals)}" if decimals else "#,##0", text, "n")
        # A number with more digits than Excel keeps is exact as text only.
        return self._filled("@", _plain(str(cell)), "s")

    def _filled(self, number_format: str, value: str | datetime, data_type: str) -> "WriteOnlyCell":
        """`data_type` is what it is: openpyxl would guess, and take text for a formula, exact digits for text."""
        filled = self._by_format.get(number_format)
        if filled is None:
            filled = self._by_format[number_format] = self._new()
            filled.number_format = number_format
        filled.value = value
        filled.data_type = data_type
        return filled


def _is_exact(number: str) -> bool:
    return len(number.replace("-", "").replace(".", "").strip("0")) <= _EXACT_DIGITS


def _plain(text: str) -> str:
    """Text as a workbook holds it: what XML cannot write is left out, what reads as an escaped character is escaped."""
    return _LOOKS_ESCAPED.sub("_x005F_", NOT_XML.sub("", text))
