"""Rows to a file, one at a time: CSV, and XLSX whose sheets stream into the archive, so neither grows with its rows.

openpyxl writes the workbook around the sheets; it would keep each sheet uncompressed on disk until the end, which a
million rows do not fit, so the rows themselves are written here.
A cell is text (str) or a number (Decimal). Text never becomes a formula.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import IO
from xml.sax.saxutils import escape

from chalicelib.reports.model import Cell

ROWS_OF_A_SHEET = 1_048_576  # Excel's own limit, the header included
_EXACT_DIGITS = 15  # what Excel keeps of a number
_FORMULA = re.compile(r"\s*[=+\-@]|[\t\r\n]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROWS_A_WRITE = 1_000


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: IO[bytes]) -> int:
    """Writes UTF-8 CSV (RFC 4180) and returns the number of rows.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay as they are.
    """
    written = 0
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([str(cell) if isinstance(cell, Decimal) else _harmless(cell) for cell in row])
        written += 1
    text.detach()
    return written


def _harmless(text: str) -> str:
    return "'" + text if _FORMULA.match(text) else text


def write_xlsx(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: IO[bytes], *, rows_of_a_sheet: int = ROWS_OF_A_SHEET
) -> int:
    """Writes a workbook and returns the number of rows; more than a sheet holds go on in the next one."""
    written, sheets = 0, 0
    remaining = iter(rows)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3, allowZip64=True) as archive:
        head, tail = _around_rows()
        while sheets == 0 or (first := next(remaining, None)) is not None:
            ahead = [] if sheets == 0 else [first]
            sheets += 1
            with archive.open(_part(sheets), "w", force_zip64=True) as sheet:
                sheet.write(head + _xml_of(columns).encode())
                for chunk in _chunks(islice(chain(ahead, remaining), rows_of_a_sheet - 1)):
                    sheet.write("".join(map(_xml_of, chunk)).encode())
                    written += len(chunk)
                sheet.write(tail)
        _write_workbook(archive, sheets)
    return written


def _part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _chunks(rows: Iterator[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    while chunk := list(islice(rows, _ROWS_A_WRITE)):
        yield chunk


def _xml_of(row: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_cell, row))}</row>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Decimal) and _is_exact(text := str(cell)):
        return f"<c><v>{text}</v></c>"
    # A number with more digits than Excel keeps is exact as text only. `inlineStr` is never read as a formula.
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_NOT_XML.sub("", str(cell)))}</t></is></c>'


def _is_exact(number: str) -> bool:
    return len(number.replace("-", "").replace(".", "").strip("0")) <= _EXACT_DIGITS


def _workbook(sheets: int) -> zipfile.ZipFile:
    """What openpyxl makes of so many empty sheets."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for number in range(1, sheets + 1):
        sheet = workbook.create_sheet("Transactions" if number == 1 else f"Transactions {number}")
        sheet.freeze_panes = "A2"
        for column, width in zip("ABCDEFGH", (25, 38, 12, 30, 18, 10, 18, 12), strict=True):
            sheet.column_dimensions[column].width = width
    made = io.BytesIO()
    workbook.save(made)
    return zipfile.ZipFile(made)


def _around_rows() -> tuple[bytes, bytes]:
    with _workbook(1) as empty:
        before, rows, after = empty.read(_part(1)).partition(b"<sheetData></sheetData>")
    if not rows:
        raise RuntimeError("openpyxl writes an empty sheet in another way than before")
    return before + b"<sheetData>", b"</sheetData>" + after


def _write_workbook(archive: zipfile.ZipFile, sheets: int) -> None:
    with _workbook(sheets) as empty:
        for name in empty.namelist():
            if not name.startswith("xl/worksheets/"):
                archive.writestr(name, empty.read(name))
