"""Facts of savings goals, and where each is delivered."""

from chalicelib.platform import outbox
from chalicelib.platform.outbox import Delivery
from chalicelib.savings.model import Goal, contribution_time


def scheduled(goal: Goal, number: int) -> Delivery:
    """The contribution `number` of a goal, at its time: each one schedules the next."""
    about = {"goalId": goal.goal_id, "number": str(number)}
    return outbox.to_schedule(f"goal-{goal.goal_id}-{number}", contribution_time(goal, number), "savings_contribute", about)
