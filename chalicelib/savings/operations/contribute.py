"""Contribute to a goal: by hand, or by its schedule."""

from chalicelib.kernel.failures import Failure, is_outcome
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import Account, find_account, post
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.outbox import Delivery
from chalicelib.savings import events, postings, store
from chalicelib.savings.errors import GoalClosed, GoalReached, UnknownGoal
from chalicelib.savings.model import Goal, amount_due

# What ends a plan: no contribution is scheduled any more.
_ENDS = {GoalReached.code: "REACHED", GoalClosed.code: "CLOSED"}


def contribute(goal: Goal, minor: int, call: Call) -> Receipt:
    """Moves money from the wallet. Raises the ledger's refusals."""
    return post(postings.contribution(goal, lambda account: minor, call))


def contribute_by_schedule(goal_id: str, number: int, call: Call) -> str:
    """Makes contribution `number` once and schedules the next, unless the goal is full.

    Returns CONTRIBUTED, REACHED, CLOSED, or DECLINED when the wallet could not pay: the next one is scheduled then too.
    The goal's item notes last that it ran; what is not noted is overdue, and started again by night.
    """
    goal = store.find_goal(goal_id)
    if goal is None:
        raise UnknownGoal("No such goal")
    outcome = _contribute(goal, number, call)
    dynamo.write(store.contributed(goal_id, number))
    return outcome


def _contribute(goal: Goal, number: int, call: Call) -> str:
    def due(account: Account) -> int:
        minor = amount_due(goal, account.posted_minor)
        if not minor:
            raise GoalReached("The goal is full")
        return minor

    command = {"goal": goal.goal_id, "number": number}
    call = call.under(goal.owner_id, "scheduled contribution", f"{goal.goal_id}:{number}", command)
    following = [events.scheduled(goal, number + 1)]
    try:
        post(postings.contribution(goal, due, call, deliver=lambda posted: following))
    except Failure as failure:
        if not is_outcome(failure):
            raise  # the machine tries again
        if failure.code in _ENDS:
            return _ENDS[failure.code]
        dynamo.transact([outbox.record("goal.contribution.declined", [_told(goal, number, failure, call), *following], call)])
        return "DECLINED"
    return "CONTRIBUTED"


def _told(goal: Goal, number: int, failure: Failure, call: Call) -> Delivery:
    """The mail about a contribution that was not made."""
    saved = find_account(goal.owner_id, goal.goal_id, call.now).posted_minor
    data = {
        "goalName": goal.name,
        "amount": to_decimal(amount_due(goal, saved), goal.currency),
        "currency": goal.currency,
        "reason": failure.code,
    }
    return outbox.mail(f"{goal.goal_id}:{number}", "GOAL.CONTRIBUTION.FAILED", goal.owner_id, data)
