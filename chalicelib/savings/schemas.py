"""Wire shapes of savings goals and the debt optimiser."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from chalicelib.kernel.money import DEFAULT_CURRENCY, to_decimal
from chalicelib.platform.own_words import OwnWords, OwnWordsReply
from chalicelib.platform.schemas import (
    Amount,
    AmountText,
    Balance,
    Body,
    Currency,
    Day,
    Identifier,
    Name,
    Percentage,
    Reply,
    Timestamp,
)
from chalicelib.savings.debt import MOST_LOANS, Plan
from chalicelib.savings.model import Every, Goal, Projection


class Contribution(Body):
    """What is moved to the goal by itself.

    amount: how much each time
    every: how often
    """

    amount: Amount
    every: Every = "MONTH"


class GoalRequest(Body):
    """What to save for.

    wallet_id: the wallet that the money comes from
    name: what it is for, such as A bicycle
    target: how much is needed, in the currency of the wallet
    target_date: until when, in the future, such as 2027-06-30
    contribution: what is moved to it by itself; nothing unless given
    """

    wallet_id: Identifier
    name: Name
    target: Amount
    target_date: date
    contribution: Contribution | None = None


class GoalMoveRequest(OwnWords):
    """How much to move.

    amount: how much, in the currency of the goal
    """

    amount: Amount


class GoalReply(Reply):
    """A goal: how far it is, and when it will be reached.

    goal_id: the id of the goal
    wallet_id: the wallet that the money comes from
    name: what it is for, such as A bicycle
    status: OPEN, or CLOSED when all of it went back for good
    target: how much is needed
    currency: the currency of the wallet
    target_date: until when
    saved: how much is there
    percent: how much of the target that is, in percent, such as 25.0
    reached: whether the target is there
    contribution: what is moved to it by itself each time; null where nothing is
    every: how often that is; null where nothing is
    projected_date: when it will be reached if it goes on like this; null if never
    on_track: whether that is by the target date
    needed_per_month: what it takes each month to reach it in time
    created_at: when it was opened
    """

    goal_id: Identifier
    wallet_id: Identifier
    name: str
    status: Literal["OPEN", "CLOSED"]
    target: AmountText
    currency: Currency
    target_date: Day
    saved: Balance
    percent: str
    reached: bool
    contribution: AmountText | None
    every: Every | None
    projected_date: Day | None
    on_track: bool
    needed_per_month: Balance
    created_at: Timestamp

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


class GoalPage(Reply):
    """A page of the caller's savings goals, newest first.

    items: the savings goals
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[GoalReply]
    next_cursor: str | None


class GoalMove(OwnWordsReply):
    """The goal after money was moved to it or back.

    transaction_id: the id of the movement
    goal_id: the goal
    status: OPEN, or CLOSED when all of it went back for good
    saved: how much is there now
    wallet_balance: what the wallet holds now
    currency: the currency of the goal
    """

    transaction_id: Identifier
    goal_id: Identifier
    status: Literal["OPEN", "CLOSED"]
    saved: Balance
    wallet_balance: Balance
    currency: Currency


class DebtRequest(Body):
    """One loan to pay off.

    name: what to call it, different for each loan, such as Car
    balance: what is owed
    interest_rate: its yearly rate
    minimum_payment: the least that must be paid each month; nothing unless given
    """

    name: Name
    balance: Amount
    interest_rate: Percentage
    minimum_payment: Amount = msgspec.field(default_factory=msgspec.Raw)


class OptimiseRequest(Body):
    """The loans and what there is each month to pay them off.

    loans: the loans
    monthly_budget: what there is each month for all of them
    currency: the currency of all these amounts
    """

    loans: Annotated[list[DebtRequest], msgspec.Meta(min_length=1, max_length=MOST_LOANS)]
    monthly_budget: Amount
    currency: Currency = DEFAULT_CURRENCY


class MonthReply(Reply):
    """One month of a plan.

    month: which one it is, such as 1
    interest: the interest of all loans in this month
    payments: what is paid to each loan, in the order of `loans`
    balances: what is owed on each loan after it, in the order of `loans`
    """

    month: int
    interest: Balance
    payments: list[str]
    balances: list[str]


class PlanReply(Reply):
    """One way to pay the loans off.

    months: after how many months nothing is owed, such as 14
    total_interest: what the loans cost until then
    total_paid: what is paid in all
    paid_off_in_month: the month in which each loan ends, by its name
    schedule: the months, first to last
    """

    months: int
    total_interest: Balance
    total_paid: Balance
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
    """The two plans side by side.

    currency: the currency of all these amounts
    loans: the names of the loans, in the order of the payments and balances
    avalanche: the loan with the highest rate first, which costs least
    snowball: the smallest loan first, which ends the first one soonest
    interest_saved: how much less the avalanche costs
    """

    currency: Currency
    loans: list[str]
    avalanche: PlanReply
    snowball: PlanReply
    interest_saved: Balance
