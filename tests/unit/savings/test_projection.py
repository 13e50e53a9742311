"""Progress and projection of a savings goal."""

from datetime import date

from chalicelib.savings.model import Goal, project

TODAY = date(2026, 1, 15)


def goal(**changes) -> Goal:
    facts = {
        "goal_id": "g", "owner_id": "o", "wallet_id": "w", "name": "Bike", "target_minor": 1_000_00, "currency": "USD",
        "target_date": "2026-12-15", "contribution_minor": 100_00, "every": "MONTH", "created_at": "",
    }  # fmt: skip
    return Goal(**facts | changes)


class TestProject:
    def test_tells_the_day_it_will_be_full_by_plan(self):
        view = project(goal(), 250_00, TODAY)
        assert (view.percent, view.reached_on, view.on_track) == ("25.00", date(2026, 9, 15), True)

    def test_counts_weeks_for_weekly_plans(self):
        assert project(goal(every="WEEK"), 950_00, TODAY).reached_on == date(2026, 1, 22)

    def test_has_no_day_without_a_plan(self):
        view = project(goal(contribution_minor=0, every=""), 0, TODAY)
        assert (view.reached_on, view.on_track) == (None, False)

    def test_tells_what_each_month_needs(self):
        assert project(goal(), 450_00, TODAY).needed_minor == 50_00

    def test_is_full_at_the_target_and_never_more_than_whole(self):
        view = project(goal(), 1_200_00, TODAY)
        assert (view.percent, view.reached_on, view.needed_minor) == ("100.00", TODAY, 0)

    def test_rounds_the_share_down(self):
        assert project(goal(), 999_99, TODAY).percent == "99.99"

    def test_gives_up_beyond_a_hundred_years(self):
        assert project(goal(target_minor=10**15, contribution_minor=1), 0, TODAY).reached_on is None
