"""Refusals of savings goals and of the optimiser."""

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable


class UnknownGoal(NotFound):
    code = "goal_not_found"


class GoalClosed(Conflict):
    """The goal was closed: what was saved is back in the wallet."""

    code = "goal_closed"


class GoalReached(Conflict):
    """A scheduled contribution of a goal that is full: nothing is moved any more."""

    code = "goal_reached"


class BudgetTooSmall(Unprocessable):
    """The budget would never pay the loans off; `requiredBudget` would."""

    code = "budget_too_small"
