"""A savings goal, how far it is, and when it will be reached. Amounts are minor units."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.months import after_months, months_between

PRODUCT = "savings_goal"
Every = Literal["WEEK", "MONTH"]
MAXIMUM_YEARS = 100


@dataclass(frozen=True, slots=True)
class Goal:
    """`contribution_minor` is moved from the wallet once a week or month; 0 means by hand only.

    `status` is copied from the goal's account in the ledger, which decides. `contributed` is the number of the last scheduled
    contribution that has run, whether or not the wallet could pay it.
    """

    goal_id: str
    owner_id: str
    wallet_id: str
    name: str
    target_minor: int
    currency: str
    target_date: str
    contribution_minor: int
    every: Every | Literal[""]
    created_at: str
    contributed: int = 0
    status: Literal["OPEN", "CLOSED"] = "OPEN"


@dataclass(frozen=True, slots=True)
class Projection:
    """`reached_on` is None when nothing is contributed by plan; `needed_minor` is due each month to be in time."""

    saved_minor: int
    percent: str
    reached_on: date | None
    on_track: bool
    needed_minor: int


def project(goal: Goal, saved_minor: int, now: datetime) -> Projection:
    """Where the goal stands: the share reached (two decimals, rounded down) and the day its plan's contributions fill it."""
    missing = max(0, goal.target_minor - saved_minor)
    end = date.fromisoformat(goal.target_date)
    reached_on = now.date() if not missing else None
    if missing and goal.contribution_minor:
        reached_on = _filled_on(goal, -(-missing // goal.contribution_minor), now)
    hundredths = min(10_000, saved_minor * 10_000 // goal.target_minor)
    months = max(1, months_between(_noon(now.date()), _noon(end)))
    return Projection(
        saved_minor=saved_minor,
        percent=f"{hundredths // 100}.{hundredths % 100:02d}",
        reached_on=reached_on,
        on_track=reached_on is not None and reached_on <= end,
        needed_minor=-(-missing // months),
    )


def amount_due(goal: Goal, saved_minor: int) -> int:
    """What the next scheduled contribution moves: never beyond the target, 0 when the goal is full."""
    return max(0, min(goal.contribution_minor, goal.target_minor - saved_minor))


def contribution_time(goal: Goal, number: int) -> datetime:
    """When the scheduled contribution `number` (from 1) is due."""
    start = clock.from_text(goal.created_at)
    return after_months(start, number) if goal.every == "MONTH" else start + timedelta(weeks=number)


def contributions_due(goal: Goal, now: datetime) -> int:
    """How many scheduled contributions have come due by `now`, which is the number of the last one."""
    start = clock.from_text(goal.created_at)
    return months_between(start, now) if goal.every == "MONTH" else max(0, (now - start) // timedelta(weeks=1))


def _filled_on(goal: Goal, steps: int, now: datetime) -> date | None:
    """The day of the last of so many contributions from `now` on; None beyond a hundred years."""
    if steps > MAXIMUM_YEARS * (12 if goal.every == "MONTH" else 52):
        return None
    return contribution_time(goal, contributions_due(goal, now) + steps).date()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
