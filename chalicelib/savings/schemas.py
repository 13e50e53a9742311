"""Wire shapes of savings goals and the debt optimiser."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from chalicelib.kernel.money import DEFAULT_CURRENCY, to_decimal
from chalicelib.platform.schemas import Amount, Body, Currency, Identifier, Name, Percentage, Reply
from chalicelib.savings.debt import MOST_LOANS, Plan
from chalicelib.savings.model import Goal, Projection


class Contribution(Body):
    """What is moved to the goal by itself, once a week or month."""

    amount: Amount
    every: Literal["WEEK", "MONTH"] = "MONTH"


class GoalRequest(Body):
    wallet_id: Identifier
    name: Name
    target: Amount
    target_date: date
    contribution: Contribution | None = None


class GoalMoveRequest(Body):
    amount: Amount


class GoalReply(Reply):
    goal_id: Identifier
    wallet_id: Identifier
    name: str
    status: Literal["OPEN", "CLOSED"]
    target: str
    currency: str
    target_date: str
    saved: str
    percent: str
    reached: bool
    contribution: str | None
    every: str | None
    projected_date: str | None
    on_track: bool
    needed_per_month: str
    created_at: str

    @classmethod
    def of(cls, goal: Goal, view: Projection) -> "GoalReply":
        def decimal(minor: int) -> str:
            return to_decimal(minor, goal.currency)

        return cls(
            goal_id=goal.goal_id,
            wallet_id=goal.wallet_id,
            name=goal.name,
            status=goal.status,
            target=decimal(goal.target_minor),
            currency=goal.currency,
            target_date=goal.target_date,
            saved=decimal(view.saved_minor),
            percent=view.percent,
            reached=view.saved_minor >= goal.target_minor,
            contribution=decimal(goal.contribution_minor) if goal.contribution_minor else None,
            every=goal.every or None,
            projected_date=view.reached_on.isoformat() if view.reached_on else None,
            on_track=view.on_track,
            needed_per_month=decimal(view.needed_minor),
            created_at=goal.created_at,
        )


class GoalMove(Reply):
    transaction_id: Identifier
    goal_id: Identifier
    status: Literal["OPEN", "CLOSED"]
    saved: str
    wallet_balance: str
    currency: str


class DebtRequest(Body):
    """One loan: balance, yearly percentage, and the least that must be paid each month."""

    name: Name
    balance: Amount
    interest_rate: Percentage
    minimum_payment: Amount = msgspec.field(default_factory=msgspec.Raw)


class OptimiseRequest(Body):
    loans: Annotated[list[DebtRequest], msgspec.Meta(min_length=1, max_length=MOST_LOANS)]
    monthly_budget: Amount
    currency: Currency = DEFAULT_CURRENCY


class MonthReply(Reply):
    month: int
    interest: str
    payments: list[str]
    balances: list[str]


class PlanReply(Reply):
    months: int
    total_interest: str
    total_paid: str
    paid_off_in_month: dict[str, int]
    schedule: list[MonthReply]

    @classmethod
    def of(cls, plan: Plan, names: list[str], currency: str) -> "PlanReply":
        def decimal(minor: int) -> str:
            return to_decimal(minor, currency)

        return cls(
            months=len(plan.months),
            total_interest=decimal(plan.total_interest_minor),
            total_paid=decimal(sum(sum(month.payments_minor) for month in plan.months)),
            paid_off_in_month=dict(zip(names, plan.paid_off, strict=True)),
            schedule=[
                MonthReply(
                    month=month.number,
                    interest=decimal(month.interest_minor),
                    payments=[decimal(each) for each in month.payments_minor],
                    balances=[decimal(each) for each in month.balances_minor],
                )
                for month in plan.months
            ],
        )


class OptimiseReply(Reply):
    currency: str
    loans: list[str]
    avalanche: PlanReply
    snowball: PlanReply
    interest_saved: str
