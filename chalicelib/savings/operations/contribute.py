"""Contribute to a goal: by hand, or by its schedule."""

from datetime import datetime

from chalicelib.kernel.failures import Failure, RequestInProgress, Unavailable
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import Receipt, find_account, post
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.idempotency import Idempotency
from chalicelib.savings import events, postings, store
from chalicelib.savings.errors import UnknownGoal
from chalicelib.savings.model import Goal


def find_own_goal(owner_id: str, goal_id: str) -> Goal:
    """Raises UnknownGoal, for another's too."""
    goal = store.find_goal(goal_id)
    if goal is None or goal.owner_id != owner_id:
        raise UnknownGoal("No such goal")
    return goal


def contribute(goal: Goal, minor: int, *, idempotency: Idempotency, now: datetime, correlation_id: str, dry_run: bool) -> Receipt:
    """Moves money from the wallet. Raises the ledger's refusals."""
    posting = postings.contribution(goal, minor, idempotency=idempotency, now=now, correlation_id=correlation_id, dry_run=dry_run)
    return post(posting)


def contribute_by_schedule(goal_id: str, number: int, *, now: datetime) -> str:
    """Makes contribution `number` once and schedules the next, unless the goal is full.

    Returns CONTRIBUTED, REACHED, or DECLINED when the wallet could not pay: the next one is scheduled then too.
    """
    goal = store.find_goal(goal_id)
    if goal is None:
        raise UnknownGoal("No such goal")
    saved = find_account(goal.owner_id, goal_id, now).posted_minor
    minor = min(goal.contribution_minor, goal.target_minor - saved)
    if minor <= 0:
        return "REACHED"
    command = {"goal": goal_id, "number": number}
    idempotency = Idempotency.of(goal.owner_id, "scheduled contribution", f"{goal_id}:{number}", command)
    following = [events.scheduled(goal, number + 1)]
    try:
        post(postings.contribution(goal, minor, idempotency=idempotency, now=now, deliver=lambda posted: following))
    except (RequestInProgress, Unavailable):
        raise  # the machine tries again
    except Failure as failure:
        data = {
            "goalName": goal.name,
            "amount": to_decimal(minor, goal.currency),
            "currency": goal.currency,
            "reason": failure.code,
        }
        mail = outbox.mail(f"{goal_id}:{number}", "GOAL.CONTRIBUTION.FAILED", goal.owner_id, data)
        dynamo.transact([outbox.record("goal.contribution.declined", [mail, *following], now)])
        return "DECLINED"
    return "CONTRIBUTED"
