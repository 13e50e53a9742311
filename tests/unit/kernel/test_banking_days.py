"""Banking days, beside what the package `holidays` knows of the federal ones."""

from datetime import date, timedelta

import holidays
import pytest

from chalicelib.kernel.banking_days import after_banking_days, from_banking_day, is_banking_day

YEARS = range(2022, 2043)


def feds_days_off(year: int) -> set[date]:
    """The federal holidays of a year as the Fed keeps them, which moves those on a Sunday only."""
    kept = holidays.country_holidays("US", years=year, observed=False)
    return {day + timedelta(days=1) if day.weekday() == 6 else day for day in kept}


@pytest.mark.parametrize("year", YEARS)
def test_agree_with_the_federal_calendar(year):
    off, day = feds_days_off(year), date(year, 1, 1)
    while day.year == year:
        assert is_banking_day(day) == (day.weekday() < 5 and day not in off), day
        day += timedelta(days=1)


def test_a_holiday_on_a_saturday_is_not_moved():
    assert date(2026, 7, 4).weekday() == 5
    assert is_banking_day(date(2026, 7, 3)) and is_banking_day(date(2026, 7, 6))


def test_a_holiday_on_a_sunday_is_kept_on_the_monday():
    assert date(2027, 7, 4).weekday() == 6
    assert not is_banking_day(date(2027, 7, 5))


@pytest.mark.parametrize(
    ("day", "first", "second_after"),
    [
        (date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 30)),  # over Thanksgiving and a weekend
        (date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 12, 24), date(2026, 12, 24), date(2026, 12, 29)),
        (date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)),
    ],
)
def test_are_counted_over_weekends_and_holidays(day, first, second_after):
    assert (from_banking_day(day), after_banking_days(day, 2)) == (first, second_after)
