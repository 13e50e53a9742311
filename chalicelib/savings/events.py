"""Facts of savings goals, and where each is delivered."""

from chalicelib.kernel import clock
from chalicelib.platform import outbox
from chalicelib.platform.outbox import Delivery
from chalicelib.savings.model import Goal, contribution_time


def scheduled(goal: Goal, number: int) -> Delivery:
    """The contribution `number` of a goal, at its time: each one schedules the next."""
    at = contribution_time(goal, number, clock.from_text(goal.created_at))
    about = {"goalId": goal.goal_id, "number": str(number)}
    return outbox.to_schedule(f"goal-{goal.goal_id}-{number}", at, "savings_contribute", about)
