"""The debt repayment optimiser: one monthly budget for several loans, by avalanche (dearest first) and snowball
(smallest first).

Each month every loan earns a twelfth of its yearly rate on its balance (rounded half-even), then every loan gets its
minimum payment, then what is left of the budget goes to one loan after the other in the strategy's order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

MAXIMUM_MONTHS = 600
_PPM = 1_000_000


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


Order = Callable[[Debt, int], tuple]
STRATEGIES: dict[str, Order] = {
    "avalanche": lambda debt, balance: (-debt.rate_ppm, balance),
    "snowball": lambda debt, balance: (balance, -debt.rate_ppm),
}


def plan(debts: Sequence[Debt], budget_minor: int, strategy: str) -> Plan | None:
    """The months until everything is paid; None when that takes more than MAXIMUM_MONTHS, or minimums exceed the budget."""
    order = STRATEGIES[strategy]
    balances = [debt.balance_minor for debt in debts]
    months: list[Month] = []
    ends = [0] * len(debts)
    while any(balances):
        if len(months) == MAXIMUM_MONTHS:
            return None
        interest = [_interest(balance, debt.rate_ppm) for balance, debt in zip(balances, debts, strict=True)]
        due = [balance + each for balance, each in zip(balances, interest, strict=True)]
        payments = [min(owed, debt.minimum_minor) for owed, debt in zip(due, debts, strict=True)]
        left = budget_minor - sum(payments)
        if left < 0:
            return None
        for index in sorted(range(len(debts)), key=lambda i: order(debts[i], balances[i])):
            extra = min(left, due[index] - payments[index])
            payments[index] += extra
            left -= extra
        after = [owed - paid for owed, paid in zip(due, payments, strict=True)]
        if sum(after) >= sum(balances) and sum(payments) <= sum(interest):
            return None  # never gets smaller
        months.append(Month(len(months) + 1, sum(interest), tuple(payments), tuple(after)))
        for index, (before, now) in enumerate(zip(balances, after, strict=True)):
            if before and not now:
                ends[index] = len(months)
        balances = after
    return Plan(strategy, tuple(months), sum(month.interest_minor for month in months), tuple(ends))


def required_budget(debts: Sequence[Debt]) -> int:
    """The smallest monthly budget with which both strategies finish within MAXIMUM_MONTHS."""
    low = 0
    high = sum(debt.balance_minor + _interest(debt.balance_minor, debt.rate_ppm) for debt in debts)
    while low + 1 < high:
        middle = (low + high) // 2
        if all(plan(debts, middle, strategy) for strategy in STRATEGIES):
            high = middle
        else:
            low = middle
    return high


def _interest(balance_minor: int, rate_ppm: int) -> int:
    with localcontext() as context:
        context.prec = 60
        return int((Decimal(balance_minor) * rate_ppm / (12 * _PPM)).quantize(Decimal(1), ROUND_HALF_EVEN))
