"""Open a savings goal: its ledger account, its item, and the first scheduled contribution."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Account, errors, find_account, opening
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.savings import events, store
from chalicelib.savings.model import MAXIMUM_YEARS, PRODUCT, Every, Goal


@dataclass(frozen=True, slots=True)
class OpenGoal:
    """Amounts as plain decimal text, in the currency of the wallet; without `contribution` money comes by hand only."""

    wallet_id: str
    name: str
    target: str
    target_date: date
    contribution: str | None = None
    every: Every | None = None


def open_goal(command: OpenGoal, call: Call, *, render: Callable[[Goal], dict[str, object]]) -> Receipt:
    """Opens it in one transaction and returns the answer made by `render(goal)`. Raises UnknownAccount, InvalidRequest."""
    wallet = find_account(call.caller_id, command.wallet_id, call.now)
    if wallet.product != "wallet":
        raise errors.UnknownAccount("No such wallet")
    goal = _goal(wallet, command, call)
    account = Account(goal.owner_id, goal.goal_id, PRODUCT, goal.currency, "credit", "OPEN", goal.created_at)
    receipt = Receipt(201, render(goal))
    changes = [store.new_goal(goal), *opening(account), call.record(receipt)]
    if goal.contribution_minor:
        changes.append(outbox.record("goal.opened", [events.scheduled(goal, 1)], call))
    dynamo.transact(changes)
    return receipt


def _goal(wallet: Account, command: OpenGoal, call: Call) -> Goal:
    today = call.now.date()
    if not today < command.target_date <= date(today.year + MAXIMUM_YEARS, 12, 31):
        raise InvalidRequest(("targetDate", f"must lie in the future, at most {MAXIMUM_YEARS} years ahead"))
    planned = command.contribution and Money.parse(command.contribution, wallet.currency, "contribution.amount")
    return Goal(
        goal_id=ids.new_id(call.now),
        owner_id=wallet.owner_id,
        wallet_id=wallet.account_id,
        name=command.name,
        target_minor=Money.parse(command.target, wallet.currency, "target").minor,
        currency=wallet.currency,
        target_date=command.target_date.isoformat(),
        contribution_minor=planned.minor if planned else 0,
        every=command.every or "",
        created_at=clock.to_text(call.now),
    )
