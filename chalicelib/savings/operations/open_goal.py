"""Open a savings goal: its ledger account, its item, and the first scheduled contribution."""

from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.ledger.public import Account, opening
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.idempotency import Idempotency
from chalicelib.savings import events, store
from chalicelib.savings.model import PRODUCT, Goal


def open_goal(goal: Goal, *, idempotency: Idempotency, now: datetime, correlation_id: str, body: dict[str, object]) -> None:
    """Writes all of it in one transaction, with the answer `body`."""
    account = Account(goal.owner_id, goal.goal_id, PRODUCT, goal.currency, "credit", "OPEN", clock.to_text(now))
    changes = [store.new_goal(goal), opening(account), idempotency.record(201, body, now)]
    if goal.contribution_minor:
        changes.append(outbox.record("goal.opened", [events.scheduled(goal, 1)], now, correlation_id))
    dynamo.transact(changes)
