"""A savings goal, how far it is, and when it will be reached. Amounts are minor units."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from chalicelib.kernel.months import after_months, months_between

PRODUCT = "savings_goal"
Every = Literal["WEEK", "MONTH"]
MAXIMUM_YEARS = 100


@dataclass(frozen=True, slots=True)
class Goal:
    """`contribution_minor` is moved from the wallet once a week or month; 0 means by hand only."""

    goal_id: str
    owner_id: str
    wallet_id: str
    name: str
    target_minor: int
    currency: str
    target_date: str
    contribution_minor: int
    every: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Projection:
    """`reached_on` is None when nothing is contributed by plan; `needed_minor` is due each month to be in time."""

    saved_minor: int
    percent: str
    reached_on: date | None
    on_track: bool
    needed_minor: int


def project(goal: Goal, saved_minor: int, today: date) -> Projection:
    """Where the goal stands: the share reached (two decimals, rounded down) and, by plan, the day it is full."""
    missing = max(0, goal.target_minor - saved_minor)
    end = date.fromisoformat(goal.target_date)
    reached_on = today if not missing else None
    if missing and goal.contribution_minor:
        steps = -(-missing // goal.contribution_minor)
        reached_on = _after(goal.every, today, steps)
    hundredths = min(10_000, saved_minor * 10_000 // goal.target_minor)
    months = max(1, months_between(_noon(today), _noon(end)))
    return Projection(
        saved_minor=saved_minor,
        percent=f"{hundredths // 100}.{hundredths % 100:02d}",
        reached_on=reached_on,
        on_track=reached_on is not None and reached_on <= end,
        needed_minor=-(-missing // months),
    )


def contribution_time(goal: Goal, number: int, start: datetime) -> datetime:
    """When the scheduled contribution `number` (from 1) is due."""
    return after_months(start, number) if goal.every == "MONTH" else start + timedelta(weeks=number)


def _after(every: str, today: date, steps: int) -> date | None:
    limit = MAXIMUM_YEARS * (12 if every == "MONTH" else 52)
    if steps > limit:
        return None
    return after_months(_noon(today), steps).date() if every == "MONTH" else today + timedelta(weeks=steps)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
