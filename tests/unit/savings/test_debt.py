"""The debt optimiser, against published figures and against itself."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.savings.debt import STRATEGIES, Debt, plan, required_budget

CARDS = [Debt("a", 5_000_00, 199_900, 100_00), Debt("b", 2_000_00, 50_000, 50_00)]
debts = st.lists(
    st.builds(
        Debt, st.text(), st.integers(1, 10**9), st.integers(0, 400_000), st.integers(0, 10_000)
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


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

    def test_refuses_less_than_the_minimum_payments(self):
        assert plan(CARDS, 149_99, "avalanche") is None

    def test_refuses_what_interest_eats(self):
        assert plan([Debt("a", 1_000_00, 120_000, 0)], 10_00, "snowball") is None

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
    @settings(max_examples=20, deadline=None)
    @given(debts)
    def test_is_enough_and_a_cent_less_is_not(self, loans):
        budget = required_budget(loans)
        assert all(plan(loans, budget, strategy) for strategy in STRATEGIES)
        assert not all(plan(loans, budget - 1, strategy) for strategy in STRATEGIES)
