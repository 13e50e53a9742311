"""Cards as they are known: limits, ids, accounts."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from chalicelib.cards.model import Card, account_of, card_id_of, last4_of, limit_minor_of
from chalicelib.cards.operations.create_card import draw_score
from chalicelib.kernel import ids

NOW = datetime(2026, 3, 1, 12, 0, 0, 123_000, UTC)
USER = ids.new_id(NOW)


class TestLimit:
    def test_follows_the_formula_exactly_for_every_score(self):
        for score in range(101):
            wanted = (100 + Fraction(score, 100) * (10_000_000 - 100)) * 100
            assert limit_minor_of(score) == wanted

    @pytest.mark.parametrize("score", [-1, 101])
    def test_knows_no_other_score(self, score):
        with pytest.raises(ValueError, match="between 0 and 100"):
            limit_minor_of(score)

    def test_a_drawn_score_is_a_whole_number_from_0_to_100_and_each_comes_up(self):
        drawn = [draw_score() for _ in range(5_000)]
        assert set(drawn) == set(range(101))


class TestIds:
    def test_the_same_customer_and_type_give_the_same_card(self):
        assert card_id_of(USER, "DEBIT") == card_id_of(USER, "DEBIT") != card_id_of(USER, "CREDIT")

    def test_a_card_carries_the_time_of_its_customer(self):
        assert ids.is_time_ordered(card_id_of(USER, "DEBIT"))
        assert ids.created_at(card_id_of(USER, "DEBIT")) == "2026-03-01T12:00:00.123Z"

    def test_the_last_digits_follow_from_the_id(self):
        card_id = card_id_of(USER, "CREDIT")
        assert last4_of(card_id) == last4_of(card_id) and len(last4_of(card_id)) == 4 and last4_of(card_id).isdigit()


class TestAccount:
    def test_a_debit_card_holds_money_and_is_open(self):
        account = account_of(Card(ids.new_id(), USER, "DEBIT", "ACTIVATED", "t"), NOW)
        assert (account.product, account.status, account.floor_minor, account.ceiling_minor) == ("debit_card", "OPEN", 0, None)

    def test_a_credit_card_owes_up_to_its_limit_and_waits(self):
        account = account_of(Card(ids.new_id(), USER, "CREDIT", "PENDING", "t", 0, 10_000), NOW)
        assert (account.status, account.floor_minor, account.ceiling_minor, account.available_minor) == (
            "PENDING",
            -10_000,
            0,
            10_000,
        )
