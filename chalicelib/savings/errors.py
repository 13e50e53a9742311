"""Refusals of savings goals and of the optimiser."""

from typing import TypedDict

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable
from chalicelib.platform.schemas import Amount


class UnknownGoal(NotFound):
    """The caller has no savings goal under this id."""

    code = "goal_not_found"


class GoalClosed(Conflict):
    """The goal was closed: what was saved is back in the wallet."""

    code = "goal_closed"
    what_to_do = "Open a new goal to save again."


class GoalReached(Conflict):
    """A scheduled contribution of a goal that is full: nothing is moved any more."""

    code = "goal_reached"


class BudgetTooSmall(Unprocessable):
    """The monthly budget would never pay these loans off."""

    code = "budget_too_small"
    what_to_do = "Send a budget of at least `requiredBudget`."

    class Facts(TypedDict):
        """requiredBudget: the least that pays the loans off"""

        requiredBudget: Amount
