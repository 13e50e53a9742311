"""Progress and projection of a savings goal."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.savings.model import Goal, contribution_time, project

NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


def goal(**changes) -> Goal:
    facts = {
        "goal_id": "g", "owner_id": "o", "wallet_id": "w", "name": "Bike", "target_minor": 1_000_00, "currency": "USD",
        "target_date": "2026-12-15", "contribution_minor": 100_00, "every": "MONTH",
        "created_at": clock.to_text(NOW),
    }  # fmt: skip
    return Goal(**facts | changes)


class TestProject:
    def test_tells_the_day_it_will_be_full_by_plan(self):
        view = project(goal(), 250_00, NOW)
        assert (view.percent, view.reached_on, view.on_track) == ("25.00", date(2026, 9, 15), True)

    @pytest.mark.parametrize(
        ("every", "now", "day"),
        [
            ("MONTH", datetime(2026, 2, 14, 23, tzinfo=UTC), date(2026, 2, 15)),  # the day before it is due
            ("MONTH", datetime(2026, 2, 15, 9, 29, tzinfo=UTC), date(2026, 2, 15)),  # due in a minute
            ("MONTH", datetime(2026, 2, 15, 9, 30, tzinfo=UTC), date(2026, 3, 15)),  # made
            ("WEEK", datetime(2026, 1, 21, tzinfo=UTC), date(2026, 1, 22)),
            ("WEEK", datetime(2026, 1, 22, 9, 30, tzinfo=UTC), date(2026, 1, 29)),
        ],
    )
    def test_counts_from_the_dates_of_the_plan_not_from_today(self, every, now, day):
        view = project(goal(every=every, target_date=day.isoformat()), 900_00, now)
        assert (view.reached_on, view.on_track) == (day, True)

    @pytest.mark.parametrize("every", ["MONTH", "WEEK"])
    def test_falls_on_the_contribution_that_fills_it(self, every):
        plan = goal(every=every, created_at="2026-01-31T12:00:00.000Z")
        for days in range(400):
            now = NOW + timedelta(days=17 + days)
            coming = [at for at in (contribution_time(plan, number) for number in range(1, 70)) if at > now]
            assert project(plan, 750_00, now).reached_on == coming[2].date()

    def test_counts_weeks_for_weekly_plans(self):
        assert project(goal(every="WEEK"), 950_00, NOW).reached_on == date(2026, 1, 22)

    def test_has_no_day_without_a_plan(self):
        view = project(goal(contribution_minor=0, every=""), 0, NOW)
        assert (view.reached_on, view.on_track) == (None, False)

    def test_tells_what_each_month_needs(self):
        assert project(goal(), 450_00, NOW).needed_minor == 50_00

    def test_is_full_at_the_target_and_never_more_than_whole(self):
        view = project(goal(), 1_200_00, NOW)
        assert (view.percent, view.reached_on, view.needed_minor) == ("100.00", TODAY, 0)

    def test_rounds_the_share_down(self):
        assert project(goal(), 999_99, NOW).percent == "99.99"

    def test_gives_up_beyond_a_hundred_years(self):
        assert project(goal(target_minor=10**15, contribution_minor=1), 0, NOW).reached_on is None
