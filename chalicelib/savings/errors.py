"""Refusals of savings goals and of the optimiser."""

from chalicelib.kernel.failures import NotFound, Unprocessable


class UnknownGoal(NotFound):
    code = "goal_not_found"


class BudgetTooSmall(Unprocessable):
    """The budget would never pay the loans off; `requiredBudget` would."""

    code = "budget_too_small"
