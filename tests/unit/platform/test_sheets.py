import csv
import io
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from chalicelib.platform import sheets
from chalicelib.reports.model import COLUMNS

AT = datetime(2026, 1, 31, 23, 59, 59, 7_000, UTC)


def row(merchant: str = "Shop", amount: str = "-12.30", balance: str = "87.70", at: datetime = AT) -> tuple:
    return (at, "id", "PURCHASE", merchant, Decimal(amount), "USD", Decimal(balance), "COMPLETED")


def csv_bytes(*rows) -> bytes:
    file = io.BytesIO()
    assert sheets.write_csv(COLUMNS, iter(rows), file) == len(rows)
    return file.getvalue()


def csv_of(*rows) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_bytes(*rows).decode("utf-8-sig"), newline="")))


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
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1+1",
    "−1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u00ad\u2060=1+1",
    "\u3164=1+1",
    "\u00a0\u3000＝1+1",
    "\u0301=1+1",
    "\u202e+1",
]


class TestCsv:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_text_that_looks_like_a_formula_stays_text(self, text):
        assert csv_of(row(merchant=text))[1][3] == "'" + text

    def test_a_negative_amount_stays_a_number(self):
        assert csv_of(row(amount="-12.30"))[1][4] == "-12.30"

    def test_amounts_are_exact_however_long(self):
        assert csv_of(row(amount="90071992547409.93"))[1][4] == "90071992547409.93"

    @pytest.mark.parametrize(
        ("text", "written"),
        [("a;=1+1", "a;'=1+1"), ("a; ＝1+1;b", "a;' ＝1+1;b"), (";-1", ";'-1"), ("=1;+1", "'=1;'+1"), ('a";@x', "a\";'@x")],
    )
    def test_a_semicolon_begins_no_formula_either(self, text, written):
        assert csv_of(row(merchant=text))[1][3] == written

    def test_all_text_is_in_quotes_and_no_number(self):
        line = csv_bytes(row(merchant="Bar; Café")).decode("utf-8-sig").splitlines()[1]
        assert line == '"2026-01-31T23:59:59.007Z","id","PURCHASE","Bar; Café",-12.30,"USD",87.70,"COMPLETED"'

    def test_begins_with_the_mark_by_which_excel_knows_utf_8(self):
        written = csv_bytes(row(merchant="Ñandú"), row())
        assert written.startswith(b"\xef\xbb\xbf") and written.count(b"\xef\xbb\xbf") == 1
        assert "Ñandú".encode() in written

    @pytest.mark.parametrize(
        "text", ["a,b", "a;b", 'say "hi"', "Café 日本", "O'Neill", "it = that", "7-Eleven", "#1", "1;2", ";"]
    )
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

    @pytest.mark.parametrize(
        ("text", "written"),
        [("_x0041_", "_x005F_x0041_"), ("a_x00e9__x000D_", "a_x005F_x00e9__x005F_x000D_"), ("_x41_ _x0041", "_x41_ _x0041")],
    )
    def test_text_that_reads_as_an_escaped_character_is_escaped(self, text, written):
        assert workbook_of(row(merchant=text)).active["D2"].value == written

    def test_dates_are_dates_in_utc(self):
        cell = workbook_of(row(at=AT.astimezone(timezone(timedelta(hours=-5))))).active["A2"]
        assert (cell.value, cell.is_date, cell.number_format) == (AT.replace(tzinfo=None), True, "yyyy-mm-dd hh:mm:ss.000")

    @pytest.mark.parametrize(
        ("amount", "number_format"), [("-12.30", "#,##0.00"), ("0.00", "#,##0.00"), ("1.234", "#,##0.000"), ("-1200", "#,##0")]
    )
    def test_amounts_show_the_decimals_of_their_currency(self, amount, number_format):
        assert workbook_of(row(amount=amount)).active["E2"].number_format == number_format

    def test_cells_of_one_row_keep_to_themselves(self):
        (_, line) = workbook_of(row(merchant="Shop", amount="1.00", balance="2.00")).active.values
        assert line == (AT.replace(tzinfo=None), "id", "PURCHASE", "Shop", 1, "USD", 2, "COMPLETED")

    @pytest.mark.parametrize("last", [lambda: 1 / 0, lambda: (1 / 0 for _ in "A")])
    def test_leaves_nothing_on_disk_when_a_row_fails(self, tmp_path, monkeypatch, last):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        def rows():
            yield from [row()] * 3
            assert list(tmp_path.iterdir())
            yield last()

        with pytest.raises(ZeroDivisionError):
            sheets.write_xlsx(COLUMNS, rows(), io.BytesIO(), rows_of_a_sheet=3)
        assert list(tmp_path.iterdir()) == []

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
        assert all(sheet["A1"].value == "date (UTC)" for sheet in workbook)

    def test_a_sheet_holds_as_many_rows_as_excel_takes(self):
        assert sheets.ROWS_OF_A_SHEET == 2**20
