"""Take money back from a goal into its wallet: some of it, or all with the goal's end."""

from chalicelib.ledger.public import post
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.savings import postings
from chalicelib.savings.model import Goal


def withdraw(goal: Goal, minor: int, call: Call) -> Receipt:
    """Raises InsufficientFunds for more than is saved, GoalClosed, AccountFrozen."""
    return post(postings.withdrawal(goal, minor, call))


def close_goal(goal: Goal, call: Call) -> Receipt:
    """All that is saved goes back and the goal takes nothing more, in one posting. Raises GoalClosed, AccountFrozen."""
    return post(postings.closing(goal, call))
