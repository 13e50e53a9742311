"""The PDF as a reader opens it: tagged, in two languages, in volumes, whatever a customer wrote."""

import io
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from pypdf import PdfReader

from chalicelib.ledger.public import Mark
from chalicelib.statements import typeset
from chalicelib.statements.model import ENTRIES_OF_A_VOLUME, Holder, Period, Statement, requested
from chalicelib.statements.rows import Row

HOLDER = Holder("412345678901", "checking", "Ada Lovelace", "12 St James's Square, London")
AT = datetime(2026, 11, 3, 15, 4, tzinfo=UTC)


def statement(locale: str = "en", currency: str = "USD", opening_minor: int = 125_050) -> Statement:
    november = Period(date(2026, 11, 1), date(2026, 11, 30), "America/Bogota")
    return requested("a", "o", currency, november, "pdf", locale, Mark(3, "", opening_minor), Mark(9, "", 0), AT)


def rows(count: int, title: str = "Deposit", note: str = "", opening_minor: int = 125_050) -> list[Row]:
    at = [AT + timedelta(minutes=number) for number in range(count)]
    return [
        Row(number, at[number], at[number].date(), "id", "DEPOSIT_EVENT", title, note, 100, opening_minor + 100 * (number + 1))
        for number in range(count)
    ]


def volumes(of: Statement, all_rows: list[Row], **options: int) -> list[typeset.Volume]:
    return list(typeset.volumes(of, iter(all_rows), **options))


def pdf(of: Statement, all_rows: list[Row]) -> bytes:
    (volume,) = volumes(of, all_rows)
    return typeset.pdf(of, HOLDER, volume)


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


class TestPdf:
    def test_is_tagged_with_a_title_a_language_and_headed_tables(self):
        read = pikepdf.open(io.BytesIO(pdf(statement("es"), rows(60))))
        assert (str(read.Root.Lang), bool(read.Root.MarkInfo.Marked)) == ("es", True)
        assert read.Root.ViewerPreferences.DisplayDocTitle
        with read.open_metadata() as metadata:
            assert (metadata["pdfuaid:part"], metadata["dc:title"]) == ("1", "Extracto de cuenta")
        kinds = tags(read.Root.StructTreeRoot)
        assert {"Table", "THead", "TH", "TR", "TD", "H1"} <= set(kinds)
        assert kinds.count("TH") == 8  # of the summary and of the movements; a head that is repeated is no second one

    def test_says_the_same_in_both_languages(self):
        english, spanish = (text(pdf(statement(locale), rows(1))) for locale in ("en", "es"))
        assert "Opening balance" in english and "1,250.50" in english and "1 November 2026 – 30 November 2026" in english
        assert "Saldo inicial" in spanish and "1.250,50" in spanish and "30 de noviembre de 2026" in spanish

    @pytest.mark.parametrize(("currency", "said"), [("USD", "1,250.50"), ("JPY", "125,050"), ("KWD", "125.050")])
    def test_writes_amounts_with_the_decimals_of_their_currency(self, currency, said):
        assert said in text(pdf(statement(currency=currency), rows(1)))

    def test_shows_what_a_customer_wrote_as_it_is_and_runs_none_of_it(self):
        hostile = "#panic() $x$ *a* @b <c> `d` \\ // [e] #{1}"
        assert hostile in text(pdf(statement(), rows(1, note=hostile))).replace("\n", " ")

    @pytest.mark.parametrize(
        "note", ["漢字 😀", "\x07\x00", "\u202eabc", "\ufdd0", "नमस्ते", "a" * 2_000, "\U000e0001", "e\u0301\u0301\u0489"]
    )
    def test_is_made_whatever_the_characters(self, note):
        assert pdf(statement(), rows(1, note, note)).startswith(b"%PDF")

    def test_everything_that_is_said_to_be_shown_is(self):
        shown = [
            chr(code)
            for first, last in typeset._SHOWN
            for code in range(first, last + 1)
            if typeset.shown(chr(code)) == chr(code)
        ]
        lines = ["".join(shown[start : start + 40]) for start in range(0, len(shown), 40)]
        assert len(shown) > 1_500 and pdf(statement(), [replace(rows(1)[0], title=line) for line in lines])

    def test_of_nothing_says_so(self):
        assert "Nothing moved" in text(pdf(statement(), []))


class TestVolumes:
    def test_go_on_where_the_one_before_ended(self):
        first, second, third = volumes(statement(), rows(5), size=2)
        assert [len(each.rows) for each in (first, second, third)] == [2, 2, 1]
        assert (first.opening_minor, second.opening_minor, third.closing_minor) == (125_050, 125_250, 125_550)
        assert [each.is_last for each in (first, second, third)] == [False, False, True]
        assert "The movements go on in volume 2." in text(typeset.pdf(statement(), HOLDER, first))
        assert "Volume 3" in text(typeset.pdf(statement(), HOLDER, third))

    @pytest.mark.parametrize(("count", "expected"), [(0, 1), (2, 1), (3, 2), (4, 2)])
    def test_are_as_many_as_it_takes_and_one_at_least(self, count, expected):
        assert len(volumes(statement(), rows(count), size=2)) == expected

    def test_have_two_thousand_entries(self):
        assert ENTRIES_OF_A_VOLUME == 2_000


def tags(node: pikepdf.Object) -> list[str]:
    """The kinds of every element of a structure tree."""
    if not isinstance(node, pikepdf.Dictionary):
        return [kind for each in node for kind in tags(each)] if isinstance(node, pikepdf.Array) else []
    own = [str(node.S).lstrip("/")] if "/S" in node else []
    return own + (tags(node.K) if "/K" in node and not isinstance(node.K, int) else [])


def test_characters_are_judged_whole():
    assert typeset.shown("e\u0301") == unicodedata.normalize("NFC", "e\u0301")
    assert typeset.shown("a\u200bb 漢") == "ab □"
