"""The debt repayment optimiser: one monthly budget for several loans, by avalanche (dearest first) and snowball
(smallest first).

Each month every loan earns a twelfth of its yearly rate on its balance (rounded half-even), then every loan gets its
minimum payment, then what is left of the budget goes to one loan after the other in the strategy's order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.kernel.interest import month_interest
from chalicelib.kernel.money import to_decimal
from chalicelib.savings.errors import BudgetTooSmall

MAXIMUM_MONTHS = 600
MOST_LOANS = 30  # with so many of the largest, a budget that is refused still has its answer within a second
STRATEGIES = ("avalanche", "snowball")


@dataclass(frozen=True, slots=True)
class Debt:
    name: str
    balance_minor: int
    rate_ppm: int
    minimum_minor: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a plan: what each loan is paid and what is left of it, in the order the loans were given."""

    number: int
    interest_minor: int
    payments_minor: tuple[int, ...]
    balances_minor: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    strategy: str
    months: tuple[Month, ...]
    total_interest_minor: int
    paid_off: tuple[int, ...]  # the month each loan ends in


def optimise(debts: Sequence[Debt], budget_minor: int, currency: str) -> dict[str, Plan]:
    """The plan of each strategy. Raises BudgetTooSmall, with the budget that would do."""
    plans = {strategy: plan(debts, budget_minor, strategy) for strategy in STRATEGIES}
    possible = {strategy: each for strategy, each in plans.items() if each}
    if len(possible) < len(plans):
        required = to_decimal(required_budget(debts), currency)
        raise BudgetTooSmall(f"A monthly budget of {required} would pay these loans off", requiredBudget=required)
    return possible


def plan(debts: Sequence[Debt], budget_minor: int, strategy: str) -> Plan | None:
    """The months until everything is paid; None when that takes more than MAXIMUM_MONTHS, or minimums exceed the budget."""
    balances = [debt.balance_minor for debt in debts]
    payments = [0] * len(debts)
    ends = [0] * len(debts)
    unpaid = sorted(range(len(debts)), key=lambda index: -debts[index].rate_ppm)
    months: list[Month] = []
    while unpaid:
        before = sum(balances)
        # Even without interest the months that remain would not do. That the sum grows proves nothing: a small dear
        # loan may shrink all the while.
        if before > budget_minor * (MAXIMUM_MONTHS - len(months)):
            return None
        line = sorted(unpaid, key=balances.__getitem__)
        if strategy == "avalanche":
            line.sort(key=lambda index: -debts[index].rate_ppm)
        left = budget_minor
        for index in unpaid:
            debt, balance = debts[index], balances[index]
            due = balance + month_interest(balance, debt.rate_ppm)
            paid = debt.minimum_minor if debt.minimum_minor < due else due
            payments[index] = paid
            balances[index] = due - paid
            left -= paid
        if left < 0:
            return None
        for index in line:
            if not left:
                break
            extra = min(left, balances[index])
            payments[index] += extra
            balances[index] -= extra
            left -= extra
        interest = sum(balances) + sum(payments) - before
        months.append(Month(len(months) + 1, interest, tuple(payments), tuple(balances)))
        for index in unpaid:
            if not balances[index]:
                ends[index] = len(months)
                payments[index] = 0
        unpaid = [index for index in unpaid if balances[index]]
    return Plan(strategy, tuple(months), sum(month.interest_minor for month in months), tuple(ends))


def required_budget(debts: Sequence[Debt]) -> int:
    """A monthly budget with which both strategies finish within MAXIMUM_MONTHS, and one minor unit less would not do."""
    due = [debt.balance_minor + month_interest(debt.balance_minor, debt.rate_ppm) for debt in debts]
    # Enough for everything at once; and too little for the first month's minimum payments, which never rise again.
    high = sum(due)
    low = sum(min(owed, debt.minimum_minor) for owed, debt in zip(due, debts, strict=True)) - 1
    while low + 1 < high:
        middle = (low + high) // 2
        # The snowball first: it is the one that takes longer, and when it fails the other need not be tried.
        if all(plan(debts, middle, strategy) for strategy in reversed(STRATEGIES)):
            high = middle
        else:
            low = middle
    return high
