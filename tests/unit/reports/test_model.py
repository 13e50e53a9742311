from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.reports.model import COLUMNS_OF_CREDIT, Line, Range, report_id_of

CARD = "018f0000-0000-7000-8000-000000000001"
AT = "2026-01-02T03:04:05.678Z"


class TestRange:
    def test_reads_times_to_the_millisecond_in_utc(self):
        parsed = Range.parse("2026-01-01T12:00:00.123456+02:00", "2026-01-02T00:00:00Z")
        assert parsed.texts() == ("2026-01-01T10:00:00.123Z", "2026-01-02T00:00:00.000Z")

    def test_reads_dates_as_whole_days(self):
        assert Range.parse("2026-01-01", "2026-01-01").texts() == ("2026-01-01T00:00:00.000Z", "2026-01-01T23:59:59.999Z")

    def test_is_open_where_nothing_is_given(self):
        assert Range.parse(None, None).texts() == ("", "")

    def test_takes_a_start_that_is_the_end(self):
        assert Range.parse(AT, AT).texts() == (AT, AT)

    def test_begins_no_earlier_than_time_can_be_sorted_as_text(self):
        assert Range.parse("0999-01-01", None).texts() == ("1970-01-01T00:00:00.000Z", "")

    @pytest.mark.parametrize(
        "text",
        ["", " ", "yesterday", "2026-02-30", "2026-13-01", "2026-01-01T00:00:00", "2026-01-01T25:00:00Z", "20260101",
         "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "2026-01-01T00:00:00 00:00", "1767225600"],
    )  # fmt: skip
    @pytest.mark.parametrize("field", ["start", "end"])
    def test_refuses_what_is_no_time(self, field, text):
        with pytest.raises(InvalidRequest) as caught:
            Range.parse(**{"start": None, "end": None, field: text})
        assert caught.value.errors[0][0] == field

    def test_refuses_a_start_after_the_end(self):
        with pytest.raises(InvalidRequest, match="start"):
            Range.parse("2026-01-02", "2026-01-01")


class TestReportId:
    def test_is_the_same_for_the_same_state_range_and_format(self):
        range = Range.parse("2026-01-01", None)
        assert report_id_of(CARD, 3, AT, range, "csv") == report_id_of(CARD, 3, AT, Range.parse("2026-01-01", None), "csv")

    def test_differs_when_anything_differs(self):
        day = Range.parse("2026-01-01", "2026-01-01")
        given = [(3, Range(), "csv"), (4, Range(), "csv"), (3, Range(), "xlsx"), (3, day, "csv"), (3, Range(day.start), "csv"), (3, Range(None, day.start), "csv")]  # fmt: skip
        assert len({report_id_of(CARD, seq, AT, range, format) for seq, range, format in given}) == len(given)

    def test_carries_the_time_of_the_state(self):
        assert ids.moment_of(report_id_of(CARD, 3, AT, Range(), "csv")) == datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)


class TestLine:
    entry = {
        "at": AT,
        "posting_id": "p",
        "kind": "card.purchase",
        "details": {"merchant": "Shop"},
        "amount": -1230,
        "balance": -5000,
    }

    def test_writes_a_debit_card_with_its_balance(self):
        row = Line("USD", owes=False).row(self.entry)
        assert row == (clock.from_text(AT), "p", "PURCHASE", "Shop", Decimal("-12.30"), "USD", Decimal("-50.00"), "COMPLETED")

    def test_writes_a_credit_card_with_what_is_used(self):
        line = Line("USD", owes=True)
        assert line.columns == COLUMNS_OF_CREDIT
        assert line.row(self.entry)[4] == Decimal("-12.30")
        assert line.row(self.entry)[6] == Decimal("50.00")

    @pytest.mark.parametrize(("currency", "text"), [("JPY", "-1230"), ("KWD", "-1.230")])
    def test_writes_as_many_decimals_as_the_currency_has(self, currency, text):
        assert str(Line(currency, owes=False).row(self.entry)[4]) == text

    def test_leaves_the_merchant_empty_where_there_is_none(self):
        assert Line("USD", owes=False).row({**self.entry, "details": {}})[3] == ""
