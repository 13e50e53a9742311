"""REST routes of savings goals and the debt optimiser."""

from datetime import date

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import errors, find_account
from chalicelib.platform import schemas as wire
from chalicelib.platform.http import Answer, Request, Routes, plain
from chalicelib.savings import debt
from chalicelib.savings.errors import BudgetTooSmall
from chalicelib.savings.model import MAXIMUM_YEARS, Goal, project
from chalicelib.savings.operations.contribute import contribute, find_own_goal
from chalicelib.savings.operations.open_goal import open_goal
from chalicelib.savings.schemas import (
    Contributed,
    ContributeRequest,
    GoalReply,
    GoalRequest,
    OptimiseReply,
    OptimiseRequest,
    PlanReply,
)  # fmt: skip

routes = Routes(__name__, tag="Savings and debt")


@routes.post(
    "/savings-goal", summary="Open a savings goal", status=201, body=GoalRequest, answer=GoalReply, keys="record"
)  # fmt: skip
def create_goal(request: Request) -> Answer:
    body = request.body
    wallet = find_account(request.caller.user_id, body.wallet_id, request.now)
    if wallet.product != "wallet":
        raise errors.UnknownAccount("No such wallet")
    today = request.now.date()
    if not today < body.target_date <= date(today.year + MAXIMUM_YEARS, 12, 31):
        raise InvalidRequest(("targetDate", f"must lie in the future, at most {MAXIMUM_YEARS} years ahead"))
    plan = body.contribution
    goal = Goal(
        goal_id=ids.new_id(request.now),
        owner_id=request.caller.user_id,
        wallet_id=wallet.account_id,
        name=body.name,
        target_minor=wire.money(body.target, wallet.currency, "target").minor,
        currency=wallet.currency,
        target_date=body.target_date.isoformat(),
        contribution_minor=wire.money(plan.amount, wallet.currency, "contribution.amount").minor if plan else 0,
        every=plan.every if plan else "",
        created_at=clock.to_text(request.now),
    )
    answer = plain(GoalReply.of(goal, project(goal, 0, request.now)))
    open_goal(goal, idempotency=request.idempotency, now=request.now, correlation_id=request.correlation_id, body=answer)
    return Answer(201, answer)


@routes.get("/savings-goal/{goal_id}", summary="A goal: progress and projection", answer=GoalReply)
def get_goal(request: Request) -> Answer:
    goal = find_own_goal(request.caller.user_id, request.path["goal_id"])
    saved = find_account(goal.owner_id, goal.goal_id, request.now).posted_minor
    return Answer(200, GoalReply.of(goal, project(goal, saved, request.now)))


@routes.post(
    "/savings-goal/{goal_id}/contribute",
    summary="Move money from the wallet to a goal",
    status=201,
    body=ContributeRequest,
    answer=Contributed,
    keys="ledger",
    dry_run=True,
    failures=(errors.InsufficientFunds, errors.AccountFrozen, errors.AccountClosed),
)
def contribute_to_goal(request: Request) -> Answer:
    goal = find_own_goal(request.caller.user_id, request.path["goal_id"])
    receipt = contribute(
        goal,
        wire.money(request.body.amount, goal.currency).minor,
        idempotency=request.idempotency,
        now=request.now,
        correlation_id=request.correlation_id,
        dry_run=request.dry_run,
    )
    return Answer(receipt.status, receipt.body, receipt.replayed)


@routes.post(
    "/debt/optimise",
    summary="Avalanche and snowball plans for several loans",
    body=OptimiseRequest,
    answer=OptimiseReply,
    failures=(BudgetTooSmall,),
)
def optimise_debt(request: Request) -> Answer:
    body = request.body
    debts = [_debt(each, body.currency, index) for index, each in enumerate(body.loans)]
    names = [each.name for each in debts]
    if len(set(names)) < len(names):
        raise InvalidRequest(("loans", "each loan needs a name of its own"))
    budget = wire.money(body.monthly_budget, body.currency, "monthlyBudget").minor
    plans = {strategy: debt.plan(debts, budget, strategy) for strategy in debt.STRATEGIES}
    if not all(plans.values()):
        required = to_decimal(debt.required_budget(debts), body.currency)
        raise BudgetTooSmall(f"A monthly budget of {required} would pay these loans off", requiredBudget=required)
    saved = plans["snowball"].total_interest_minor - plans["avalanche"].total_interest_minor
    replies = {strategy: PlanReply.of(each, names, body.currency) for strategy, each in plans.items()}
    reply = OptimiseReply(
        currency=body.currency, loans=names, interest_saved=to_decimal(saved, body.currency), **replies
    )  # fmt: skip
    return Answer(200, reply)


def _debt(each, currency: str, index: int) -> debt.Debt:
    field = f"loans[{index}]"
    minimum = wire.money(each.minimum_payment, currency, f"{field}.minimumPayment").minor if bytes(each.minimum_payment) else 0
    return debt.Debt(
        each.name,
        wire.money(each.balance, currency, f"{field}.balance").minor,
        wire.percentage(each.interest_rate, f"{field}.interestRate"),
        minimum,
    )
