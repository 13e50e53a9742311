"""The arithmetic of loans, against published amortisation figures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.kernel.interest import month_interest
from chalicelib.loans.model import Loan, accrued_interest, level_payment, schedule, standing

START = datetime(2026, 1, 31, tzinfo=UTC)


def running(**changes) -> Loan:
    facts = {
        "loan_id": "l", "owner_id": "o", "wallet_id": "w", "principal_minor": 1_000_00, "currency": "USD", "rate_ppm": 120_000,
        "term_months": 12, "status": "APPROVED", "created_at": "", "disbursed_at": "2026-01-31T00:00:00.000Z", "accrued_months": 0,
    }  # fmt: skip
    return Loan(**facts | changes)


class TestLevelPayment:
    # Widely published examples: a 30-year mortgage of 200,000 at 6%, 100,000 at 4.5%, a car loan of 20,000 at 5% in 60 months.
    @pytest.mark.parametrize(
        ("principal", "ppm", "months", "payment"),
        [
            (200_000_00, 60_000, 360, 1_199_10),
            (100_000_00, 45_000, 360, 506_69),
            (20_000_00, 50_000, 60, 377_42),
            (1_200_00, 0, 12, 100_00),
        ],
    )
    def test_agrees_with_published_figures(self, principal, ppm, months, payment):
        assert level_payment(principal, ppm, months) == payment


class TestSchedule:
    @given(st.integers(1, 10**17), st.integers(0, 1_000_000), st.integers(1, 480))
    def test_pays_back_exactly_what_was_lent(self, principal, ppm, months):
        plan = list(schedule(principal, ppm, months, START))
        assert sum(each.principal_minor for each in plan) == principal
        assert [each.balance_minor == 0 for each in plan] == [False] * (len(plan) - 1) + [True]
        assert [each.number for each in plan] == list(range(1, len(plan) + 1)) and len(plan) <= months
        assert all(each.payment_minor == each.principal_minor + each.interest_minor for each in plan)
        assert all(each.principal_minor >= 0 for each in plan)

    @given(st.integers(1, 10**17), st.integers(0, 1_000_000), st.integers(1, 480))
    @example(1_000_00, 240_000, 480)
    @example(100_000_00, 240_000, 480)
    @example(30, 600_000, 480)
    @example(1, 0, 480)
    def test_is_level_to_the_end(self, principal, ppm, months):
        *others, last = [each.payment_minor for each in schedule(principal, ppm, months, START)]
        assert len(set(others)) <= 1
        level = others[0] if others else level_payment(principal, ppm, months)
        assert 0 <= level - level_payment(principal, ppm, months) <= 1
        assert last <= level + level // 10 + 1

    def test_pays_off_what_the_rounded_annuity_never_would(self):
        plan = list(schedule(1_000_00, 240_000, 480, START))
        assert {each.payment_minor for each in plan[:-1]} == {20_01}
        assert (len(plan), plan[-1].payment_minor <= 20_01) == (388, True)

    @pytest.mark.parametrize(("principal", "ppm", "months"), [(200_000_00, 60_000, 360), (20_000_00, 50_000, 60)])
    def test_keeps_the_published_payment_and_its_whole_term(self, principal, ppm, months):
        payments = [each.payment_minor for each in schedule(principal, ppm, months, START)]
        assert len(payments) == months
        assert set(payments[:-1]) == {level_payment(principal, ppm, months)}

    def test_falls_on_the_last_day_of_shorter_months(self):
        days = [each.due_at.date().isoformat() for each in schedule(100, 0, 3, START)]
        assert days == ["2026-02-28", "2026-03-31", "2026-04-30"]

    def test_puts_the_remainder_into_the_last_instalment(self):
        payments = [each.payment_minor for each in schedule(100_00, 0, 3, START)]
        assert payments == [33_33, 33_33, 33_34]


class TestAccruedInterest:
    def test_counts_only_months_that_are_over(self):
        assert accrued_interest(running(), 1_000_00, datetime(2026, 2, 27, tzinfo=UTC)) == (0, 0)
        assert accrued_interest(running(), 1_000_00, datetime(2026, 2, 28, tzinfo=UTC)) == (10_00, 1)

    def test_compounds_over_missed_months(self):
        assert accrued_interest(running(), 1_000_00, datetime(2026, 3, 31, tzinfo=UTC)) == (20_10, 2)

    def test_leaves_out_what_was_posted(self):
        loan = running(accrued_months=2)
        assert accrued_interest(loan, 1_000_00, datetime(2026, 3, 31, tzinfo=UTC)) == (0, 0)

    def test_is_nothing_before_the_payout(self):
        assert accrued_interest(running(disbursed_at=""), 1_000_00, datetime(2027, 1, 1, tzinfo=UTC)) == (0, 0)

    def test_is_exact_beyond_what_a_float_holds(self):
        assert month_interest(9007199254740993 * 12, 1_000_000) == 9007199254740993


class TestStanding:
    """1,000.00 at 12% over 12 months: 88.85 a month, of which 10.00 are the first month's interest."""

    def at(self, days: int):
        return START + timedelta(days=days)

    def test_is_the_plan_itself_on_the_day_it_begins(self):
        today = standing(running(), 1_000_00, START)
        assert list(today.instalments) == list(schedule(1_000_00, 120_000, 12, START))
        assert (today.next_due.payment_minor, today.overdue_minor, today.overdue_since) == (88_85, 0, None)

    def test_asks_for_less_after_a_part_payment(self):
        today = standing(running(), 960_00, START)
        # 960.00 and 9.60 of interest, down to the plan's 921.15.
        assert (today.next_due.number, today.next_due.payment_minor) == (1, 48_45)
        assert [each.payment_minor for each in today.instalments[1:11]] == [88_85] * 10
        assert today.interest_minor < standing(running(), 1_000_00, START).interest_minor

    def test_asks_for_nothing_until_what_was_paid_ahead_is_used_up(self):
        today = standing(running(), 700_00, START)
        assert [each.payment_minor for each in today.instalments[:3]] == [0, 0, 0]
        assert today.next_due.number == 4
        assert sum(each.payment_minor for each in today.instalments) == 700_00 + today.interest_minor

    def test_says_what_was_missed_since_when_and_adds_it_to_the_next(self):
        # Two months over, nothing paid: 1,000.00 and 10.00 and 10.10 of interest are owed, the plan leaves 841.51.
        today = standing(running(), 1_020_10, self.at(65))
        assert (today.overdue_minor, today.overdue_since.date().isoformat()) == (178_59, "2026-02-28")
        assert [today.state_of(each) for each in today.instalments[:3]] == ["OVERDUE", "OVERDUE", "COMING"]
        assert today.next_due.payment_minor == 1_020_10 + 10_20 - today.instalments[2].balance_minor

    def test_counts_an_instalment_that_a_late_payment_covered(self):
        today = standing(running(), 921_15, self.at(65))
        assert [today.state_of(each) for each in today.instalments[:2]] == ["PAID", "OVERDUE"]

    def test_is_overdue_with_all_of_it_after_the_term(self):
        today = standing(running(), 5_00, self.at(400))
        assert (today.overdue_minor, today.next_due, today.instalments[-1].balance_minor) == (5_00, None, 0)

    def test_asks_for_nothing_when_it_is_paid_off(self):
        today = standing(running(), 0, self.at(65))
        assert today.next_due is None and today.overdue_minor == 0
        assert {today.state_of(each) for each in today.instalments[:2]} == {"PAID"}
