"""What is due next of a series, whatever happened to the dates before."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.schedules.errors import NoOccurrence, NotActive, NotPaused, ScheduleEnded
from chalicelib.schedules.model import Schedule
from chalicelib.schedules.plans import Plan

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
MONTHLY = Plan(date(2026, 1, 31), "monthly", "UTC")


def schedule(plan: Plan = MONTHLY, now: datetime = NOW) -> Schedule:
    made = Schedule("s", "o", "a", "1", "p", "b", "2", 100, "USD", plan, "2026-01-10T12:00:00.000Z")
    return made.begun(now)


class TestSchedule:
    def test_begins_with_its_first_day(self):
        assert (schedule().due_on, schedule().due_at) == ("2026-01-31", "2026-01-31T06:00:00.000Z")

    def test_is_due_at_once_today_when_six_is_over(self):
        today = schedule(Plan(NOW.date(), "daily", "UTC"))
        assert (today.due_on, today.due_at) == ("2026-01-10", "2026-01-10T12:00:00.000Z")
        assert schedule(Plan(NOW.date(), "daily", "UTC"), NOW.replace(hour=5)).due_at == "2026-01-10T06:00:00.000Z"

    def test_tells_five_days_to_come_and_fewer_before_the_end(self):
        assert [run["dueOn"][5:] for run in schedule().next_runs()] == ["01-31", "02-28", "03-31", "04-30", "05-31"]
        assert len(schedule(replace(MONTHLY, count=2)).next_runs()) == 2

    def test_goes_from_date_to_date_until_the_last(self):
        series = schedule(replace(MONTHLY, count=2)).after("2026-01-31", "MADE")
        assert (series.status, series.due_on, series.version) == ("ACTIVE", "2026-02-28", 2)
        ended = series.after("2026-02-28", "MADE")
        assert (ended.status, ended.due_on, ended.next_runs()) == ("COMPLETED", "", [])

    def test_is_suspended_after_three_failures_in_a_row(self):
        series = schedule()
        for outcome in ("FAILED", "FAILED", "MADE", "FAILED", "SKIPPED", "FAILED"):
            series = series.after(series.due_on, outcome)
        assert (series.status, series.failures) == ("ACTIVE", 2)
        series = series.after(series.due_on, "FAILED")
        assert (series.status, series.next_runs()) == ("SUSPENDED", [])
        resumed = series.resumed(NOW.replace(year=2027))
        assert (resumed.status, resumed.failures, resumed.due_on) == ("ACTIVE", 0, "2027-01-31")

    def test_resumes_without_what_passed_and_with_an_execution_of_its_own(self):
        paused = schedule().paused()
        resumed = paused.resumed(NOW.replace(month=4))
        assert (resumed.due_on, resumed.run_name) == ("2026-04-30", "s-2026-04-30-r1")

    def test_does_not_pay_a_date_twice_when_it_is_edited(self):
        paid = schedule(Plan(NOW.date(), "monthly", "UTC")).after("2026-01-10", "MADE")
        edited = paid.edited(Plan(NOW.date(), "weekly", "UTC"), NOW, amount_minor=5)
        assert (edited.due_on, edited.amount_minor) == ("2026-01-17", 5)

    def test_says_when_there_is_nothing_left(self):
        with pytest.raises(NoOccurrence):
            schedule(replace(MONTHLY, end_on=date(2026, 1, 30)))
        with pytest.raises(NoOccurrence):
            schedule(replace(MONTHLY, count=1)).paused().resumed(NOW.replace(month=3))

    def test_does_only_what_its_status_allows(self):
        over = schedule().cancelled()
        for act in (over.cancelled, lambda: over.edited(MONTHLY, NOW)):
            with pytest.raises(ScheduleEnded):
                act()
        for act in (over.paused, over.skipped, schedule().paused().skipped):
            with pytest.raises(NotActive):
                act()
        with pytest.raises(NotPaused):
            schedule().resumed(NOW)

    def test_names_what_is_too_old(self):
        daily = schedule(Plan(NOW.date(), "daily", "UTC"))
        assert daily.too_old(NOW.replace(day=16), 30) == ["2026-01-10", "2026-01-11", "2026-01-12"]
        assert daily.too_old(NOW.replace(day=16), 2) == ["2026-01-10", "2026-01-11"]
