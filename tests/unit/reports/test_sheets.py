import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from chalicelib.reports import sheets
from chalicelib.reports.model import COLUMNS


def row(merchant: str = "Shop", amount: str = "-12.30", balance: str = "87.70") -> tuple:
    return ("2026-01-01T00:00:00.000Z", "id", "PURCHASE", merchant, Decimal(amount), "USD", Decimal(balance), "COMPLETED")


def csv_of(*rows) -> list[list[str]]:
    file = io.BytesIO()
    assert sheets.write_csv(COLUMNS, iter(rows), file) == len(rows)
    return list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))


def workbook_of(*rows, **options):
    file = io.BytesIO()
    assert sheets.write_xlsx(COLUMNS, iter(rows), file, **options) == len(rows)
    return load_workbook(file)


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    " =1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


class TestCsv:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_text_that_looks_like_a_formula_stays_text(self, text):
        assert csv_of(row(merchant=text))[1][3] == "'" + text

    def test_a_negative_amount_stays_a_number(self):
        assert csv_of(row(amount="-12.30"))[1][4] == "-12.30"

    def test_amounts_are_exact_however_long(self):
        assert csv_of(row(amount="90071992547409.93"))[1][4] == "90071992547409.93"

    @pytest.mark.parametrize("text", ["a,b", 'say "hi"', "Café 日本", "O'Neill", "it = that"])
    def test_other_text_comes_back_as_it_was(self, text):
        assert csv_of(row(merchant=text))[1][3] == text

    def test_an_empty_card_gives_the_header_alone(self):
        assert csv_of() == [list(COLUMNS)]


class TestXlsx:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_text_that_looks_like_a_formula_stays_text(self, text):
        cell = workbook_of(row(merchant=text)).active["D2"]
        # XML turns a carriage return into a line feed; nothing else may differ.
        assert (cell.value, cell.data_type) == (text.replace("\r", "\n"), "s")

    @pytest.mark.parametrize("text", ["#N/A", "TRUE", "12", "2026-01-01", "<b>&amp;]]>", " spaces "])
    def test_text_is_never_taken_for_another_type(self, text):
        cell = workbook_of(row(merchant=text)).active["D2"]
        assert (cell.value, cell.data_type) == (text, "s")

    def test_characters_that_xml_cannot_hold_are_left_out(self):
        assert workbook_of(row(merchant="a\x00\x0b\ufffe\ud800b")).active["D2"].value == "ab"

    @pytest.mark.parametrize("amount", ["-12.30", "0.05", "9999999999999.99", "999999999999999", "10000000000000000.00"])
    def test_amounts_are_numbers(self, amount):
        cell = workbook_of(row(amount=amount)).active["E2"]
        assert cell.data_type == "n"
        assert Decimal(str(cell.value)) == Decimal(amount)

    @pytest.mark.parametrize("amount", ["90071992547409.93", "-1234567890123456", "1000000000000000.01"])
    def test_an_amount_with_more_digits_than_excel_keeps_is_exact_as_text(self, amount):
        cell = workbook_of(row(amount=amount)).active["E2"]
        assert (cell.value, cell.data_type) == (amount, "s")

    def test_an_empty_card_gives_the_header_alone(self):
        assert [[cell.value for cell in line] for line in workbook_of().active.rows] == [list(COLUMNS)]

    @pytest.mark.parametrize(("rows", "sheets_expected"), [(2, [2]), (3, [2, 1]), (5, [2, 2, 1])])
    def test_more_rows_than_a_sheet_holds_go_on_in_the_next_one(self, rows, sheets_expected):
        workbook = workbook_of(*(row(merchant=f"Shop {n}") for n in range(rows)), rows_of_a_sheet=3)
        assert [sheet.max_row - 1 for sheet in workbook] == sheets_expected
        merchants = [sheet.cell(line, 4).value for sheet in workbook for line in range(2, sheet.max_row + 1)]
        assert merchants == [f"Shop {n}" for n in range(rows)]
        assert all(sheet["A1"].value == "date" for sheet in workbook)

    def test_a_sheet_holds_as_many_rows_as_excel_takes(self):
        assert sheets.ROWS_OF_A_SHEET == 2**20
