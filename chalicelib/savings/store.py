"""The items of `savings-goal-table`, one a goal; its money is in the ledger."""

from collections.abc import Iterator

from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.savings.model import Goal

TABLE = "savings-goal-table"
_GOAL = Codec(Goal)


def new_goal(goal: Goal) -> Change:
    return dynamo.put_new("goal", TABLE, "goal_id", _GOAL.to_item(goal))


def find_goal(goal_id: str) -> Goal | None:
    return _GOAL.found(dynamo.get(TABLE, {"goal_id": goal_id}))


def goals_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Goal], Item | None]:
    """One page of an owner's goals, newest first."""
    items, rest = dynamo.owned(TABLE, owner_id, limit, start)
    return [_GOAL.to_model(item) for item in items], rest


def every_goal() -> Iterator[Goal]:
    """All goals of the bank: for finding what is overdue only."""
    return map(_GOAL.to_model, dynamo.scan_all(TABLE))


def closed(goal_id: str) -> Change:
    return dynamo.update("goal", TABLE, {"goal_id": goal_id}, {"status": "CLOSED"})


def contributed(goal_id: str, number: int) -> Change:
    """Notes that the scheduled contribution `number` has run."""
    return dynamo.update("goal", TABLE, {"goal_id": goal_id}, {"contributed": number})
