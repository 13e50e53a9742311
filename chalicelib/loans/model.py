"""Loans and their arithmetic. Amounts are minor units; rates are parts per million a year (5.25% = 52,500).

Interest is 30/360: each month started from the day the loan was paid out costs a twelfth of the yearly rate on what is
owed, rounded half-even to a minor unit. A month that is not over costs nothing when the loan is paid off early.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.interest import PPM, month_interest
from chalicelib.kernel.months import after_months, months_between
from chalicelib.platform.figures import Figures

PRODUCT = "loan"
Status = Literal["PENDING", "APPROVED", "REJECTED", "PAID_OFF"]
MAXIMUM_TERM_MONTHS = 480
# The most anybody may apply for, and above what a second person approves.
MAXIMUM = Figures("LOAN_MAXIMUM", USD="100000", EUR="100000", COP="400000000", JPY="15000000", KWD="30000")
SECOND_PERSON_ABOVE = Figures("LOAN_SECOND_PERSON_ABOVE", USD="10000", EUR="10000", COP="40000000", JPY="1500000", KWD="3000")
_BALLOON = 10  # a last instalment above the others by more than a tenth


@dataclass(frozen=True, slots=True)
class Loan:
    """`accrued_months` counts the months whose interest has been posted; they begin at `disbursed_at`."""

    loan_id: str
    owner_id: str
    wallet_id: str
    principal_minor: int
    currency: str
    rate_ppm: int
    term_months: int
    status: Status
    created_at: str
    disbursed_at: str = ""
    accrued_months: int = 0

    def months_over(self, now: datetime) -> int:
        """Whole months since it was paid out."""
        return months_between(clock.from_text(self.disbursed_at), now)


@dataclass(frozen=True, slots=True)
class Instalment:
    number: int
    due_at: datetime
    payment_minor: int
    principal_minor: int
    interest_minor: int
    balance_minor: int


def level_payment(principal_minor: int, rate_ppm: int, months: int) -> int:
    """The equal monthly payment of an annuity: P·r / (1 − (1 + r)^−n), in whole minor units."""
    with localcontext() as context:
        context.prec = 60
        rate = Decimal(rate_ppm) / (12 * PPM)
        if not rate:
            return _round(Decimal(principal_minor) / months)
        return _round(principal_minor * rate / (1 - (1 + rate) ** -months))


def schedule(principal_minor: int, rate_ppm: int, months: int, start: datetime) -> Iterator[Instalment]:
    """The repayment plan: principal parts sum exactly to the loan, the last instalment takes the remainder.

    Where that remainder would be a balloon, every instalment is a minor unit higher, and the plan ends before its term:
    over 480 months the annuity of 1,000.00 at 24% rounds to the very interest, and 20.01 pays it off.
    """
    level = level_payment(principal_minor, rate_ppm, months)
    plan = list(_instalments(principal_minor, rate_ppm, months, level))
    principal, interest, _ = plan[-1]
    if principal + interest > level + level // _BALLOON:
        # At least half a unit a month above the annuity, which is as much as rounding the interest can add: it always ends.
        plan = list(_instalments(principal_minor, rate_ppm, months, level + 1))
    for number, (principal, interest, balance) in enumerate(plan, start=1):
        yield Instalment(number, after_months(start, number), principal + interest, principal, interest, balance)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a running loan stands in its plan. `instalments` are the plan's own up to today, and what is left to pay after.

    `overdue_minor` is what is owed above the plan, since `overdue_since`; `next_due` the first instalment to come that asks
    for something.
    """

    instalments: tuple[Instalment, ...]
    past: int
    owed_minor: int
    overdue_minor: int
    overdue_since: datetime | None
    next_due: Instalment | None

    @property
    def interest_minor(self) -> int:
        """In all: the plan's own up to today, and what is still to come."""
        past, coming = self.instalments[: self.past], self.instalments[self.past :]
        return sum(each.interest_minor for each in past) + sum(each.payment_minor for each in coming) - self.owed_minor

    def state_of(self, each: Instalment) -> Literal["PAID", "OVERDUE", "COMING"]:
        if each.number > self.past:
            return "COMING"
        return "PAID" if self.owed_minor <= each.balance_minor else "OVERDUE"


def standing(loan: Loan, owed_minor: int, now: datetime) -> Standing:
    """The plan after what was really paid; `owed_minor` counts the interest of every month that is over. A loan that was not
    paid out yet has its plan from the day it was applied for, and owes all of it.

    Each instalment to come brings the loan down to what the plan leaves of it that month: what was paid ahead makes the next
    ones smaller, what was missed is due with the next one.
    """
    start = clock.from_text(loan.disbursed_at or loan.created_at)
    plan = list(schedule(loan.principal_minor, loan.rate_ppm, loan.term_months, start))
    past = min(loan.months_over(now), len(plan)) if loan.disbursed_at else 0
    balance, coming = owed_minor, []
    for planned in plan[past:]:
        interest = month_interest(balance, loan.rate_ppm)
        payment = max(0, balance + interest - planned.balance_minor)
        balance += interest - payment
        paid_interest = min(interest, payment)  # what no instalment pays of it is added to what is owed
        instalment = replace(planned, payment_minor=payment, balance_minor=balance)
        coming.append(replace(instalment, principal_minor=payment - paid_interest, interest_minor=paid_interest))
    missed = [each for each in plan[:past] if owed_minor > each.balance_minor]
    return Standing(
        instalments=(*plan[:past], *coming),
        past=past,
        owed_minor=owed_minor,
        overdue_minor=owed_minor - plan[past - 1].balance_minor if missed else 0,
        overdue_since=missed[0].due_at if missed else None,
        next_due=next((each for each in coming if each.payment_minor), None),
    )


def accrued_interest(loan: Loan, owed_minor: int, now: datetime) -> tuple[int, int]:
    """Interest not yet posted by `now` on what is owed, and the number of months it covers."""
    if not loan.disbursed_at:
        return 0, 0
    months = loan.months_over(now) - loan.accrued_months
    total = 0
    for _ in range(max(0, months)):
        total += month_interest(owed_minor + total, loan.rate_ppm)
    return total, max(0, months)


def _instalments(balance: int, rate_ppm: int, months: int, payment: int) -> Iterator[tuple[int, int, int]]:
    """Principal, interest and what is left of each month, until nothing is."""
    for left in range(months, 0, -1):
        interest = month_interest(balance, rate_ppm)
        principal = balance if left == 1 else min(balance, max(0, payment - interest))
        balance -= principal
        yield principal, interest, balance
        if not balance:
            return


def _round(value: Decimal) -> int:
    with localcontext() as context:
        context.prec = 60
        return int(value.quantize(Decimal(1), ROUND_HALF_EVEN))
