"""REST routes of savings goals and the debt optimiser."""

from functools import partial

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import errors
from chalicelib.platform import paging
from chalicelib.platform import schemas as wire
from chalicelib.platform.http import Answer, Request, Routes, plain
from chalicelib.platform.own_words import OwnWords
from chalicelib.savings import debt
from chalicelib.savings.errors import BudgetTooSmall, GoalClosed, UnknownGoal
from chalicelib.savings.model import project
from chalicelib.savings.operations.contribute import contribute
from chalicelib.savings.operations.open_goal import OpenGoal, open_goal
from chalicelib.savings.operations.withdraw import close_goal, withdraw
from chalicelib.savings.queries import find_goal, list_goals, standing
from chalicelib.savings.schemas import (
    DebtRequest,
    GoalMove,
    GoalMoveRequest,
    GoalPage,
    GoalReply,
    GoalRequest,
    OptimiseReply,
    OptimiseRequest,
    PlanReply,
)  # fmt: skip

routes = Routes(
    __name__,
    tag="Savings and debt",
    about="Savings goals filled from a wallet, and plans to pay loans off",
    goal_id="what POST /savings-goal answered",
)


@routes.post(
    "/savings-goal",
    summary="Open a savings goal",
    status=201,
    location="/savings-goal/{goalId}",
    body=GoalRequest,
    answer=GoalReply,
    keys="record",
    failures=(errors.UnknownAccount, errors.OwnerFrozen),
)
def create_goal(request: Request[GoalRequest, None]) -> Answer:
    """Opens a goal beside a wallet; with a contribution it fills by itself every week or month."""
    body: GoalRequest = request.body
    plan = body.contribution
    command = OpenGoal(
        wallet_id=body.wallet_id,
        name=body.name,
        target=wire.amount_text(body.target, "target"),
        target_date=body.target_date,
        contribution=wire.amount_text(plan.amount, "contribution.amount") if plan else None,
        every=plan.every if plan else None,
    )
    receipt = open_goal(command, request.call, render=lambda goal: plain(GoalReply.of(goal, project(goal, 0, request.now))))
    return Answer.of(receipt)


@routes.get("/savings-goals", summary="The caller's savings goals, newest first", query=paging.Page, answer=GoalPage)
def list_savings_goals(request: Request[None, paging.Page]) -> Answer:
    """Every goal of the caller, closed ones too, each with its progress and projection."""
    found, cursor = paging.page(request, partial(list_goals, request.caller.user_id, request.now))
    return Answer(200, GoalPage(items=[GoalReply.of(*each) for each in found], next_cursor=cursor))


@routes.get("/savings-goal/{goal_id}", summary="A goal: progress and projection", answer=GoalReply, failures=(UnknownGoal,))
def get_goal(request: Request[None, None]) -> Answer:
    """How much is there, when it will be reached, and what it takes to be in time."""
    goal = find_goal(request.caller.user_id, request.path["goal_id"])
    return Answer(200, GoalReply.of(goal, standing(goal, request.now)))


@routes.post(
    "/savings-goal/{goal_id}/contribute",
    summary="Move money from the wallet to a goal",
    status=201,
    location="/savings-goal/{goalId}",
    body=GoalMoveRequest,
    answer=GoalMove,
    keys="ledger",
    dry_run=True,
    failures=(UnknownGoal, GoalClosed, errors.InsufficientFunds, errors.AccountFrozen),
)
def contribute_to_goal(request: Request[GoalMoveRequest, None]) -> Answer:
    """Moves money from the goal's wallet to the goal at once."""
    goal = find_goal(request.caller.user_id, request.path["goal_id"])
    receipt = contribute(goal, wire.money(request.body.amount, goal.currency).minor, request.call)
    return Answer.of(receipt)


@routes.post(
    "/savings-goal/{goal_id}/withdraw",
    summary="Move money from a goal back to its wallet",
    status=201,
    location="/savings-goal/{goalId}",
    body=GoalMoveRequest,
    answer=GoalMove,
    keys="ledger",
    dry_run=True,
    failures=(UnknownGoal, GoalClosed, errors.InsufficientFunds, errors.AccountFrozen),
)
def withdraw_from_goal(request: Request[GoalMoveRequest, None]) -> Answer:
    """Moves what is asked for back at once; a contribution by plan goes on."""
    goal = find_goal(request.caller.user_id, request.path["goal_id"])
    receipt = withdraw(goal, wire.money(request.body.amount, goal.currency).minor, request.call)
    return Answer.of(receipt)


@routes.post(
    "/savings-goal/{goal_id}/close",
    summary="Close a goal: all that is saved goes back to its wallet",
    status=201,
    location="/savings-goal/{goalId}",
    body=OwnWords,
    answer=GoalMove,
    keys="ledger",
    dry_run=True,
    failures=(UnknownGoal, GoalClosed, errors.AccountFrozen),
)
def close_savings_goal(request: Request[OwnWords, None]) -> Answer:
    """Moves everything back in one posting and ends contributions by plan. The goal can still be read."""
    receipt = close_goal(find_goal(request.caller.user_id, request.path["goal_id"]), request.call)
    return Answer.of(receipt)


@routes.post(
    "/debt/optimise",
    summary="Avalanche and snowball plans for several loans",
    body=OptimiseRequest,
    answer=OptimiseReply,
    failures=(BudgetTooSmall,),
)
def optimise_debt(request: Request[OptimiseRequest, None]) -> Answer:
    """Compares paying the dearest loan first with paying the smallest first, month by month. Nothing is stored."""
    body = request.body
    debts = [_debt(each, body.currency, index) for index, each in enumerate(body.loans)]
    names = [each.name for each in debts]
    if len(set(names)) < len(names):
        raise InvalidRequest(("loans", "each loan needs a name of its own"))
    budget = wire.money(body.monthly_budget, body.currency, "monthlyBudget").minor
    plans = debt.optimise(debts, budget, body.currency)
    saved = plans["snowball"].total_interest_minor - plans["avalanche"].total_interest_minor
    replies = {strategy: PlanReply.of(each, names, body.currency) for strategy, each in plans.items()}
    reply = OptimiseReply(
        currency=body.currency, loans=names, interest_saved=to_decimal(saved, body.currency), **replies
    )  # fmt: skip
    return Answer(200, reply)


def _debt(each: DebtRequest, currency: str, index: int) -> debt.Debt:
    field = f"loans[{index}]"
    minimum = wire.money(each.minimum_payment, currency, f"{field}.minimumPayment").minor if bytes(each.minimum_payment) else 0
    return debt.Debt(
        each.name,
        wire.money(each.balance, currency, f"{field}.balance").minor,
        wire.percentage(each.interest_rate, f"{field}.interestRate"),
        minimum,
    )
