"""Account numbers and what stands against closing."""

from dataclasses import replace

import pytest

from chalicelib.accounts.model import BankAccount, blockers, is_number, number_of
from chalicelib.ledger.public import Account

ROW = BankAccount("a", "o", "n", "checking", "USD", "OPEN", "t")
ACCOUNT = Account("o", "a", "checking", "USD", "credit", "OPEN", "t")


class TestAccountNumber:
    def test_has_check_digits_as_the_standard_says(self):
        assert number_of("0000000794") == "000000079444"  # ISO 7064's own example: 794 has the check digits 44

    def test_shows_every_single_wrong_digit(self):
        number = number_of("4071829365")
        wrong = {number[:i] + digit + number[i + 1 :] for i in range(12) for digit in "0123456789"} - {number}
        assert is_number(number) and not any(map(is_number, wrong))

    def test_shows_every_two_neighbours_swapped(self):
        number = number_of("4071829365")
        swapped = {number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in range(11)} - {number}
        assert not any(map(is_number, swapped))

    @pytest.mark.parametrize("text", ["", "98", "0000000000098", "00000000009a", "٠٠٠٠٠٠٠٠٠٠98"])
    def test_is_twelve_digits(self, text):
        assert not is_number(text)


class TestBlockers:
    def test_are_none_for_an_idle_empty_account(self):
        assert blockers(ROW, ACCOUNT) == []

    @pytest.mark.parametrize(
        ("row", "account", "code"),
        [
            ({}, {"posted_minor": 1}, "balance_not_zero"),
            ({}, {"posted_minor": -1}, "owed"),
            ({"pending": 1}, {}, "pending_operations"),
            ({"scheduled": 2}, {}, "scheduled_transfers"),
        ],
    )
    def test_name_each_thing_that_is_left(self, row, account, code):
        assert [each["code"] for each in blockers(replace(ROW, **row), replace(ACCOUNT, **account))] == [code]
