"""Reads of savings goals: one, how far it is, and whose contribution is overdue."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.ledger.public import accounts_of, find_account
from chalicelib.platform.dynamo import Item
from chalicelib.platform.outbox import Delivery
from chalicelib.savings import events, store
from chalicelib.savings.errors import UnknownGoal
from chalicelib.savings.model import Goal, Projection, amount_due, contributions_due, project


def find_goal(owner_id: str, goal_id: str) -> Goal:
    """Raises UnknownGoal, for another's too."""
    goal = store.find_goal(goal_id)
    if goal is None or goal.owner_id != owner_id:
        raise UnknownGoal("No such goal")
    return goal


def standing(goal: Goal, now: datetime) -> Projection:
    """How far a goal is, and when its plan fills it."""
    return project(goal, find_account(goal.owner_id, goal.goal_id, now).posted_minor, now)


def list_goals(
    owner_id: str, now: datetime, *, limit: int, start: Item | None
) -> tuple[list[tuple[Goal, Projection]], Item | None]:
    """A page of an owner's goals, newest first, each with how far it is; and the key to go on from."""
    goals, rest = store.goals_of(owner_id, limit, start)
    saved = {account.account_id: account.posted_minor for account in accounts_of(owner_id, now)} if goals else {}
    return [(goal, project(goal, saved[goal.goal_id], now)) for goal in goals], rest


def overdue_contributions(by: datetime, now: datetime) -> Iterator[Delivery]:
    """The start of each scheduled contribution that should have run `by` a time and did not. Reads every goal.

    Of several the last only: a backlog of ours is not taken out of a wallet at once.
    """
    for goal in store.every_goal():
        number = contributions_due(goal, by) if goal.contribution_minor and goal.status == "OPEN" else 0
        if number > goal.contributed and amount_due(goal, find_account(goal.owner_id, goal.goal_id, now).posted_minor):
            yield events.overdue(goal, number, now)
