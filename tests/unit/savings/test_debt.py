"""The debt optimiser, against published figures and against a plain simulation of its rules in fractions."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.savings.debt import MOST_LOANS, STRATEGIES, Debt, plan, required_budget

CARDS = [Debt("a", 5_000_00, 199_900, 100_00), Debt("b", 2_000_00, 50_000, 50_00)]
debts = st.lists(
    st.builds(
        Debt, st.text(), st.integers(1, 10**9), st.integers(0, 400_000), st.integers(0, 10_000)
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


def finishes(loans: list[Debt], budget: int, strategy: str) -> bool:
    """Whether everything is paid after 600 months: the rules as the module's docstring has them, nothing clever."""
    balances = [loan.balance_minor for loan in loans]
    for _ in range(600):
        ranks = [(-loan.rate_ppm, balance) for loan, balance in zip(loans, balances, strict=True)]
        ranks = ranks if strategy == "avalanche" else [rank[::-1] for rank in ranks]
        line = sorted(range(len(loans)), key=ranks.__getitem__)
        interest = [Fraction(balance * loan.rate_ppm, 12_000_000) for balance, loan in zip(balances, loans, strict=True)]
        due = [balance + round(each) for balance, each in zip(balances, interest, strict=True)]
        balances = [max(0, owed - loan.minimum_minor) for owed, loan in zip(due, loans, strict=True)]
        left = budget - (sum(due) - sum(balances))
        if left < 0:
            return False
        for index in line:
            paid = min(left, balances[index])
            balances[index], left = balances[index] - paid, left - paid
    return not any(balances)


class TestPlan:
    def test_agrees_with_the_published_amortisation_of_one_loan(self):
        # 20,000 at 5% for 60 months is 377.42 a month and 2,645.48 of interest in all (the last payment is smaller).
        months = plan([Debt("car", 20_000_00, 50_000, 0)], 377_43, "avalanche")
        assert len(months.months) == 60
        assert abs(months.total_interest_minor - 2_645_48) <= 50

    def test_pays_the_dearest_first_by_avalanche(self):
        first = plan(CARDS, 400_00, "avalanche").months[0]
        assert first.payments_minor == (350_00, 50_00)

    def test_pays_the_smallest_first_by_snowball(self):
        first = plan(CARDS, 400_00, "snowball").months[0]
        assert first.payments_minor == (100_00, 300_00)
        assert plan(CARDS, 400_00, "snowball").paid_off[1] < plan(CARDS, 400_00, "avalanche").paid_off[1]

    @pytest.mark.parametrize(("balance", "interest"), [(10, 0), (30, 2), (50, 2)])
    def test_rounds_half_a_unit_of_interest_to_the_even_one(self, balance, interest):
        assert plan([Debt("a", balance, 600_000, 0)], 100, "avalanche").total_interest_minor == interest

    def test_refuses_less_than_the_minimum_payments(self):
        assert plan(CARDS, 149_99, "avalanche") is None

    def test_refuses_what_interest_eats(self):
        assert plan([Debt("a", 1_000_00, 120_000, 0)], 10_00, "snowball") is None

    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_finishes_although_the_sum_grows_while_the_dear_loan_shrinks(self, strategy):
        loans = [Debt("dear", 100_000_00, 240_000, 0), Debt("cheap", 100_000_00, 120_000, 0)]
        found = plan(loans, 2_500_00, strategy)
        assert sum(found.months[0].balances_minor) > 200_000_00
        assert not any(found.months[-1].balances_minor)

    @settings(max_examples=50, deadline=None)
    @given(debts, st.integers(1, 10**7), st.sampled_from(STRATEGIES))
    def test_finishes_exactly_when_a_plain_simulation_does(self, loans, budget, strategy):
        assert (plan(loans, budget, strategy) is not None) == finishes(loans, budget, strategy)

    @settings(max_examples=50, deadline=None)
    @given(debts, st.integers(1, 10**8))
    def test_pays_exactly_what_is_owed_and_its_interest(self, loans, budget):
        for strategy in STRATEGIES:
            found = plan(loans, budget, strategy)
            if found is None:
                continue
            paid = sum(sum(month.payments_minor) for month in found.months)
            assert paid == sum(debt.balance_minor for debt in loans) + found.total_interest_minor
            assert all(sum(month.payments_minor) <= budget for month in found.months)

    def test_avalanche_never_costs_more(self):
        assert plan(CARDS, 400_00, "avalanche").total_interest_minor <= plan(CARDS, 400_00, "snowball").total_interest_minor


class TestRequiredBudget:
    @pytest.mark.parametrize(
        ("first", "second", "budget"),
        [
            ((100_000_00, 240_000), (100_000_00, 120_000), 2_421_70),
            ((15_000_00, 200_000), (30_000_00, 50_000), 273_53),
            ((10_000_00, 240_000), (200_000_00, 40_000), 815_01),
        ],
    )
    def test_lets_the_limit_of_months_decide(self, first, second, budget):
        assert required_budget([Debt("a", *first, 0), Debt("b", *second, 0)]) == budget

    @settings(max_examples=20, deadline=None)
    @given(debts)
    def test_is_enough_and_a_cent_less_is_not(self, loans):
        budget = required_budget(loans)
        assert all(finishes(loans, budget, strategy) for strategy in STRATEGIES)
        assert not all(finishes(loans, budget - 1, strategy) for strategy in STRATEGIES)

    def test_is_no_less_than_the_minimum_payments(self):
        assert required_budget([Debt("a", 10_000_00, 10_000, 500_00), Debt("b", 50_00, 0, 100_00)]) == 550_00

    def test_is_found_quickly_for_the_most_and_largest_loans_that_may_be_sent(self):
        loans = [Debt(str(number), 10**17 - number * 10**12, 30_000 + number, 10**14) for number in range(MOST_LOANS)]
        started = time.process_time()
        required_budget(loans)
        assert time.process_time() - started < 3
