"""The rules by which an account takes a leg, without anything to write to."""

from dataclasses import replace

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger import errors
from chalicelib.ledger.model import Account, Hold, OpenHold
from chalicelib.ledger.posting import Draft, HoldChange, Leg, bank_leg
from chalicelib.ledger.rules import MAXIMUM_OPEN_HOLDS, apply, check_draft
from tests.support.ledger import NOW, later

SOON, LATE = clock.to_text(later(60)), clock.to_text(later(120))


def account(posted: int = 100, **more: object) -> Account:
    return replace(Account("ana", "a1", "test", "USD", "credit", "OPEN", "2026", posted_minor=posted), **more)


def credit(minor: int, currency: str = "USD") -> Draft:
    return Draft((Leg("a1", minor, currency, "ana"), bank_leg("cash", -minor, currency)))


def holding(minor: int, hold_id: str = "h1") -> Draft:
    return Draft((), holds=(HoldChange("a1", hold_id, OpenHold(minor, minor, SOON)),))


class TestApply:
    def test_moves_the_balance_and_counts_the_entry_and_the_version(self):
        after = apply(account(version=7, entry_seq=3), credit(5), "t")
        assert (after.posted_minor, after.entry_seq, after.version, after.entry_at) == (105, 4, 8, "t")
        assert after.completed == 0

    def test_counts_a_transaction_where_the_product_does(self):
        assert apply(account(completed=9), replace(credit(5), counts=True), "t").completed == 10

    def test_nets_the_legs_of_one_account(self):
        legs = (Leg("a1", -30, "USD", "ana"), Leg("a1", 10, "USD", "ana"), bank_leg("cash", 20, "USD"))
        assert apply(account(), Draft(legs), "t").posted_minor == 80

    def test_takes_everything_that_is_available_and_no_cent_more(self):
        assert apply(account(100, held_minor=0), credit(-100), "t").available_minor == 0
        with pytest.raises(errors.InsufficientFunds):
            apply(account(100), credit(-101), "t")

    def test_keeps_held_money_from_debits(self):
        held = apply(account(100), holding(60), "t")
        assert (held.posted_minor, held.held_minor, held.available_minor) == (100, 60, 40)
        with pytest.raises(errors.InsufficientFunds):
            apply(held, credit(-41), "t")

    def test_holds_no_more_than_is_available(self):
        apply(account(100), holding(100), "t")
        with pytest.raises(errors.InsufficientFunds):
            apply(account(100), holding(101), "t")

    def test_lets_a_floor_below_zero_be_spent(self):
        assert apply(account(0, floor_minor=-50), credit(-50), "t").posted_minor == -50
        with pytest.raises(errors.InsufficientFunds):
            apply(account(0, floor_minor=-50), credit(-51), "t")

    def test_takes_a_credit_though_more_is_gone_than_allowed(self):
        assert apply(account(-80, floor_minor=-50), credit(10), "t").posted_minor == -70

    def test_refuses_more_than_what_is_owed(self):
        assert apply(account(-20, ceiling_minor=0, floor_minor=-100), credit(20), "t").posted_minor == 0
        with pytest.raises(errors.Overpayment):
            apply(account(-20, ceiling_minor=0, floor_minor=-100), credit(21), "t")

    @pytest.mark.parametrize(
        ("status", "refusal"),
        [("CLOSED", errors.AccountClosed), ("PENDING", errors.AccountNotActive), ("FROZEN", errors.AccountFrozen)],
    )
    def test_refuses_debits_by_status(self, status, refusal):
        with pytest.raises(refusal):
            apply(account(status=status), credit(-1), "t")

    @pytest.mark.parametrize(("status", "refusal"), [("CLOSED", errors.AccountClosed), ("PENDING", errors.AccountNotActive)])
    def test_refuses_credits_of_what_is_closed_or_not_active(self, status, refusal):
        with pytest.raises(refusal):
            apply(account(status=status), credit(1), "t")

    def test_closes_no_frozen_account(self):
        with pytest.raises(errors.AccountFrozen):
            apply(account(status="FROZEN"), Draft((), closes=("a1",)), "t")

    def test_closes_no_account_with_money_on_it(self):
        assert apply(account(0), Draft((), closes=("a1",)), "t").status == "CLOSED"
        with pytest.raises(errors.Unbalanced):
            apply(account(1), Draft((), closes=("a1",)), "t")

    def test_credits_a_frozen_account_and_captures_nothing_that_was_held_before(self):
        frozen = replace(apply(account(100), holding(60), "t"), status="FROZEN")
        assert apply(frozen, credit(1), "t").posted_minor == 101
        capture = Draft(credit(-60).legs, holds=(HoldChange("a1", "h1", None),))
        with pytest.raises(errors.AccountFrozen):
            apply(frozen, capture, "t")
        with pytest.raises(errors.AccountFrozen):
            apply(frozen, holding(1, "h2"), "t")

    def test_refuses_another_currency(self):
        with pytest.raises(errors.CurrencyMismatch):
            apply(account(), credit(1, "EUR"), "t")

    def test_keeps_so_many_holds_and_no_more(self):
        full = account(1000)
        for number in range(MAXIMUM_OPEN_HOLDS):
            full = apply(full, holding(1, f"h{number}"), "t")
        with pytest.raises(errors.TooManyHolds):
            apply(full, holding(1, "one more"), "t")


class TestAccount:
    def test_has_a_hold_until_its_end_and_not_a_millisecond_longer(self):
        held = apply(account(100), holding(60), "t")
        assert held.at(later(59.999)).held_minor == 60
        assert held.at(later(60)).held_minor == 0
        assert held.at(later(60)).available_minor == 100

    def test_leaves_other_holds_when_one_ends(self):
        held = apply(account(100), holding(60), "t").with_hold("h2", OpenHold(30, 20, LATE))
        assert (held.at(NOW).held_minor, held.at(later(60)).held_minor) == (80, 20)

    def test_shows_what_is_owed_as_a_positive_balance(self):
        owing = account(-2_500, normal_side="debit", floor_minor=-10_000)
        assert owing.balances() == {
            "balance": "25.00", "posted": "25.00", "held": "0.00", "available": "75.00", "currency": "USD",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("currency", "text"), [("JPY", "100000000000000001"), ("KWD", "100000000000000.001"), ("USD", "1000000000000000.01")]
    )
    def test_shows_every_digit(self, currency, text):
        assert account(10**17 + 1, currency=currency).balances()["balance"] == text


class TestHold:
    def hold(self, **more: object) -> Hold:
        return replace(Hold("h1", "ana", "a1", "USD", 100, 30, "ACTIVE", SOON), **more)

    def test_ends_by_the_clock(self):
        assert (self.hold().status(later(59.999)), self.hold().remaining_minor(later(59.999))) == ("ACTIVE", 70)
        assert (self.hold().status(later(60)), self.hold().remaining_minor(later(60))) == ("EXPIRED", 0)

    @pytest.mark.parametrize("state", ["CAPTURED", "VOIDED"])
    def test_stays_what_was_done_to_it(self, state):
        assert (self.hold(state=state).status(later(60)), self.hold(state=state).remaining_minor(NOW)) == (state, 0)


class TestCheckDraft:
    def test_names_the_accounts_that_are_touched(self):
        accounts = {"a1": account(), "a2": account(account_id="a2")}
        assert check_draft(credit(5), accounts) == {"a1"}
        assert check_draft(holding(5), accounts) == {"a1"}
        assert check_draft(Draft(()), accounts) == set()

    @pytest.mark.parametrize(
        "legs",
        [
            (Leg("a1", 5, "USD", "ana"),),
            (Leg("a1", 5, "USD", "ana"), bank_leg("cash", -4, "USD")),
            (Leg("a1", 5, "USD", "ana"), bank_leg("cash", -5, "EUR")),
        ],
    )
    def test_refuses_legs_that_do_not_sum_to_zero_per_currency(self, legs):
        with pytest.raises(errors.Unbalanced):
            check_draft(Draft(legs), {"a1": account()})

    @pytest.mark.parametrize(
        "draft",
        [
            Draft((Leg("a2", 5, "USD", "ana"), bank_leg("cash", -5, "USD"))),
            Draft((Leg("a1", 5, "USD", "eve"), bank_leg("cash", -5, "USD"))),
            Draft((Leg("a1", 5, "USD"), bank_leg("cash", -5, "USD"))),
            Draft((), holds=(HoldChange("a2", "h1", None),)),
        ],
        ids=["an account not read", "another owner", "no owner", "a hold on an account not read"],
    )
    def test_refuses_what_would_be_written_without_being_judged(self, draft):
        with pytest.raises(errors.Unbalanced):
            check_draft(draft, {"a1": account()})
