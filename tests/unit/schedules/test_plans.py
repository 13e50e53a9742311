"""On which days a series pays, and when: counted from the first day, by the calendar and the clock of where it is at home."""

from datetime import UTC, date, datetime
from itertools import islice, pairwise

import pytest

from chalicelib.kernel.banking_days import is_banking_day
from chalicelib.schedules.plans import LAST, Plan


def plan(start_on: str, frequency: str = "monthly", **more: object) -> Plan:
    days = {name: date.fromisoformat(more.pop(name)) for name in ("end_on",) if name in more}
    return Plan(date.fromisoformat(start_on), frequency, **{"timezone": "UTC", **more, **days})


def days(of: Plan, maximum: int = 4) -> list[str]:
    return [day.isoformat() for day in islice(of.dates(), maximum)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestDates:
    @pytest.mark.parametrize(
        ("frequency", "expected"),
        [
            ("once", ["2026-01-31"]),
            ("daily", ["2026-01-31", "2026-02-01", "2026-02-02", "2026-02-03"]),
            ("weekly", ["2026-01-31", "2026-02-07", "2026-02-14", "2026-02-21"]),
            ("biweekly", ["2026-01-31", "2026-02-14", "2026-02-28", "2026-03-14"]),
            ("monthly", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
            ("quarterly", ["2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31"]),
            ("yearly", ["2026-01-31", "2027-01-31", "2028-01-31", "2029-01-31"]),
        ],
    )
    def test_are_counted_from_the_first_one(self, frequency, expected):
        assert days(plan("2026-01-31", frequency)) == expected

    def test_keep_the_29th_of_february_for_years_that_have_it(self):
        assert days(plan("2028-02-29", "yearly"), 5) == ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]

    def test_may_be_the_last_of_each_month(self):
        assert days(plan("2027-12-05", day_of_month=LAST)) == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]

    def test_begin_with_the_first_such_day_that_is_not_before_the_start(self):
        assert days(plan("2026-03-15", day_of_month=10), 2) == ["2026-04-10", "2026-05-10"]
        assert days(plan("2026-03-15", day_of_month=31), 2) == ["2026-03-31", "2026-04-30"]
        # The 14th is over, though it would have moved to the 16th.
        assert days(plan("2026-03-15", day_of_month=14, if_not_business_day="following"), 1) == ["2026-04-14"]

    def test_end_on_a_day_or_after_a_number(self):
        assert days(plan("2026-01-31", end_on="2026-03-31"), 9) == ["2026-01-31", "2026-02-28", "2026-03-31"]
        assert days(plan("2026-01-31", count=2), 9) == ["2026-01-31", "2026-02-28"]
        assert days(plan("2026-03-15", day_of_month=31, end_on="2026-03-30")) == []

    def test_move_from_a_day_on_which_banks_rest(self):
        assert days(plan("2026-10-31", "monthly", if_not_business_day="following"), 2) == ["2026-11-02", "2026-11-30"]
        assert days(plan("2026-10-30", "monthly", day_of_month=LAST, if_not_business_day="preceding"), 2) == [
            "2026-10-30",
            "2026-11-30",
        ]

    def test_never_move_to_before_the_first_day(self):
        assert days(plan("2026-10-31", "once", if_not_business_day="preceding")) == ["2026-11-02"]

    @pytest.mark.parametrize("moved", ["following", "preceding"])
    def test_are_one_a_day_where_a_weekend_moves_several_together(self, moved):
        found = list(islice(plan("2026-10-29", "daily", if_not_business_day=moved, count=200).dates(), 200))
        assert len(found) == 200 and all(earlier < later for earlier, later in pairwise(found))
        assert all(map(is_banking_day, found))

    def test_end_after_a_hundred_years(self):
        assert days(plan("2026-01-31", "yearly"), 200)[-1] == "2126-01-31"


class TestHours:
    def test_are_six_in_the_morning_on_either_side_of_a_clock_change(self):
        home = plan("2026-03-01", timezone="America/New_York")
        assert home.due_at(date(2026, 3, 7)) == at("2026-03-07T11:00")
        assert home.due_at(date(2026, 3, 8)) == at("2026-03-08T10:00")  # the clock went forward at two
        assert home.due_at(date(2026, 11, 1)) == at("2026-11-01T11:00")  # and back

    def test_are_noon_and_six_in_the_evening_for_another_try(self):
        home, day = plan("2026-03-01", timezone="America/Bogota"), date(2026, 3, 1)
        assert home.again_at(day, at("2026-03-01T11:00")) == at("2026-03-01T17:00")
        assert home.again_at(day, at("2026-03-01T17:00")) == at("2026-03-01T23:00")
        assert home.again_at(day, at("2026-03-01T23:00")) is None

    def test_are_those_of_home(self):
        home = plan("2026-03-01", timezone="Pacific/Auckland")
        assert home.today(at("2026-03-01T12:00")) == date(2026, 3, 2)
        assert home.is_too_old(date(2026, 2, 26), at("2026-03-01T12:00"))
        assert not home.is_too_old(date(2026, 2, 27), at("2026-03-01T12:00"))
