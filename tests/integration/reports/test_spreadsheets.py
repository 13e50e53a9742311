"""The files as a spreadsheet program opens them. LibreOffice stands for all of them; Excel splits at `;` in Spanish."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chalicelib.platform import sheets
from chalicelib.reports.model import COLUMNS
from tests.support import office

pytestmark = office.needed

AT = datetime(2026, 3, 1, 23, 59, 59, 7_000, UTC)
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "\u200b=1+1",
    "Shop;=1+1;",
    "Shop;\ufeff＋1;x",
    '";=1+1;"',
    '=HYPERLINK("http://x","y")',
]
HARMLESS = ["Ñandú 日本", "a,b;c", 'say "hi"', "_x0041_", "TRUE", "12", "2026-01-01", "#N/A", "<b>&amp;"]


def row(merchant: str, currency: str = "USD", amount: str = "-1234.50", balance: str = "87.70") -> tuple:
    return (AT, "018f", "PURCHASE", merchant, Decimal(amount), currency, Decimal(balance), "COMPLETED")


ROWS = [
    *(row(text) for text in HOSTILE + HARMLESS),
    row("yen", "JPY", "-1234", "5"),
    row("dinar", "BHD", "0.001", "90071992547409.937"),
]


def made(write) -> bytes:
    file = io.BytesIO()
    write(COLUMNS, iter(ROWS), file)
    return file.getvalue()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    return office.opened(made(sheets.write_xlsx), "report.xlsx", tmp_path_factory.mktemp("xlsx"))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return office.opened(made(sheets.write_csv), "report.csv", tmp_path_factory.mktemp("csv"), separator=",")


def formulas(rows) -> list[str]:
    return [cell.formula for row in rows for cell in row if cell.formula]


def merchants(rows) -> list[str]:
    return [row[3].value for row in rows[1:]]


class TestWorkbook:
    def test_has_no_formula_and_all_text_as_it_was(self, workbook):
        assert formulas(workbook) == []
        assert merchants(workbook) == [row[3] for row in ROWS]
        assert {row[3].kind for row in workbook} == {"string"}

    def test_has_dates_that_are_dates_in_utc(self, workbook):
        assert workbook[0][0].value == "date (UTC)"
        assert {(row[0].kind, row[0].shown) for row in workbook[1:]} == {("date", "2026-03-01 23:59:59.007")}

    def test_shows_amounts_with_the_currencys_decimals(self, workbook):
        amounts = {row[5].value: (row[4].kind, row[4].shown) for row in workbook[1:]}
        assert amounts == {"USD": ("float", "-1,234.50"), "JPY": ("float", "-1,234"), "BHD": ("float", "0.001")}

    def test_has_text_where_a_number_would_lose_digits(self, workbook):
        assert (workbook[-1][6].kind, workbook[-1][6].value) == ("string", "90071992547409.937")


class TestCsv:
    def test_has_no_formula_and_harmless_text_as_it_was(self, table):
        assert formulas(table) == []
        assert merchants(table)[len(HOSTILE) :] == [row[3] for row in ROWS[len(HOSTILE) :]]

    def test_has_a_heading_without_its_byte_order_mark(self, table):
        assert [cell.value for cell in table[0]] == list(COLUMNS)

    def test_has_amounts_that_are_numbers(self, table):
        assert {row[4].kind for row in table[1:]} == {"float"}

    def test_has_no_formula_where_it_is_split_at_semicolons(self, tmp_path):
        assert formulas(office.opened(made(sheets.write_csv), "report.csv", tmp_path, separator=";")) == []

    def test_would_have_formulas_if_nobody_cared(self, tmp_path):
        """LibreOffice runs what looks like a formula: otherwise the tests above would see nothing."""
        assert formulas(office.opened(b"a;b\n1;=1+1\n", "report.csv", tmp_path, separator=";")) == ["of:=1+1"]
