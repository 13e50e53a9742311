"""Months of the calendar: never past the end of a shorter month, never one too many."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.months import after_months, months_between

STARTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # wants them so


def day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        (day(2026, 1, 15), 1, day(2026, 2, 15)), (day(2026, 1, 31), 1, day(2026, 2, 28)), (day(2028, 1, 31), 1, day(2028, 2, 29)),
        (day(2026, 1, 31), 2, day(2026, 3, 31)), (day(2026, 12, 31), 1, day(2027, 1, 31)), (day(2026, 5, 31), 18, day(2027, 11, 30)),
        (day(2026, 5, 31), 0, day(2026, 5, 31)),
    ],
)  # fmt: skip
def test_after_months(start, months, then):
    assert after_months(start, months) == then


@pytest.mark.parametrize(
    ("start", "now", "months"),
    [
        (day(2026, 1, 15), day(2026, 2, 14), 0), (day(2026, 1, 15), day(2026, 2, 15), 1), (day(2026, 1, 31), day(2026, 2, 28), 1),
        (day(2026, 12, 1), day(2027, 1, 1), 1), (day(2026, 5, 1), day(2026, 4, 1), 0), (day(2026, 5, 15), day(2026, 5, 14), 0),
    ],
)  # fmt: skip
def test_months_between(start, now, months):
    assert months_between(start, now) == months


@settings(deadline=None)
@given(STARTS, st.integers(0, 480))
def test_count_what_was_added_and_not_a_second_sooner(start, months):
    end = after_months(start, months)
    assert months_between(start, end) == months
    assert months_between(start, end - timedelta(seconds=1)) == max(0, months - 1)
