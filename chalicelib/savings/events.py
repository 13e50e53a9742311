"""Facts of savings goals, and where each is delivered."""

from datetime import datetime

from chalicelib.platform import outbox
from chalicelib.platform.outbox import Delivery
from chalicelib.savings.model import Goal, contribution_time


def scheduled(goal: Goal, number: int) -> Delivery:
    """The contribution `number` of a goal, at its time: each one schedules the next."""
    return outbox.to_schedule(*_contribution(goal, number))


def overdue(goal: Goal, number: int, now: datetime) -> Delivery:
    """The contribution `number`, which its schedule should have had made."""
    return outbox.to_execution_again(*_contribution(goal, number), now=now)


def _contribution(goal: Goal, number: int) -> tuple[str, datetime, str, dict[str, str]]:
    """Its name, when it is due, machine and input."""
    about = {"goalId": goal.goal_id, "number": str(number)}
    return f"goal-{goal.goal_id}-{number}", contribution_time(goal, number), "savings_contribute", about
