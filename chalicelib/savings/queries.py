"""Reads of savings goals."""

from datetime import datetime

from chalicelib.ledger.public import find_account
from chalicelib.savings import store
from chalicelib.savings.errors import UnknownGoal
from chalicelib.savings.model import Goal, Projection, project


def find_goal(owner_id: str, goal_id: str) -> Goal:
    """Raises UnknownGoal, for another's too."""
    goal = store.find_goal(goal_id)
    if goal is None or goal.owner_id != owner_id:
        raise UnknownGoal("No such goal")
    return goal


def standing(goal: Goal, now: datetime) -> Projection:
    """How far a goal is, and when its plan fills it."""
    return project(goal, find_account(goal.owner_id, goal.goal_id, now).posted_minor, now)
