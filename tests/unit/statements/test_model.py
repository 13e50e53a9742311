from datetime import UTC, date, datetime

import pytest

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.statements.model import Month, Period, monthly_id

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)


class TestPeriod:
    def test_begins_and_ends_with_the_days_of_its_zone(self):
        period = Period.asked("2026-02-01", "2026-02-28", "America/Bogota", NOW)
        assert (period.beginning, period.end) == (
            datetime(2026, 2, 1, 5, tzinfo=UTC),
            datetime(2026, 3, 1, 4, 59, 59, 999_000, UTC),
        )

    def test_knows_a_day_of_twenty_three_hours(self):
        period = Period.asked("2025-03-30", "2025-03-30", "Europe/Madrid", NOW)
        assert (period.end - period.beginning).total_seconds() == 23 * 3600 - 0.001

    def test_today_is_what_it_is_where_the_customer_is(self):
        assert Period.asked("2026-03-01", "2026-03-01", "UTC", NOW).last == date(2026, 3, 1)
        with pytest.raises(InvalidRequest):
            Period.asked("2026-03-01", "2026-03-01", "America/Bogota", NOW)  # still the last evening of February there


class TestMonth:
    def test_goes_on_over_the_years_end(self):
        assert (Month(2026, 12).plus(1), Month(2026, 1).plus(-1)) == (Month(2027, 1), Month(2025, 12))
        assert Month(2027, 2).since(Month(2026, 11)) == 3

    def test_is_the_banks_own(self):
        assert Month.of(datetime(2026, 3, 1, 0, 0, tzinfo=UTC)) == Month(2026, 3)
        assert Month(2024, 2).period == Period(date(2024, 2, 1), date(2024, 2, 29), "UTC")

    def test_has_one_statement_an_account_in_the_order_of_time(self):
        first, second = monthly_id("a", Month(2026, 1)), monthly_id("a", Month(2026, 2))
        assert first < second and monthly_id("a", Month(2026, 1)) == first != monthly_id("b", Month(2026, 1))
