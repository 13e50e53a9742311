"""Routing numbers, beside what python-stdnum knows of the check digit."""

import random

import pytest
from stdnum.us import rtn

from chalicelib.networks.routing import check_routing_number


def is_one(text: str) -> bool:
    try:
        return check_routing_number(text) == text
    except ValueError:
        return False


@pytest.mark.parametrize("text", ["021000021", "011401533", "091000019", "322271627", "121000358"])
def test_takes_those_of_banks(text):
    assert is_one(text)


@pytest.mark.parametrize("text", ["021000022", "000000000", "800000006", "02100002", "0210000210", "02100002a", "٠٢١٠٠٠٠٢١", ""])
def test_takes_nothing_else(text):
    assert not is_one(text)


def test_agrees_on_the_check_digit():
    chance = random.Random(9)
    for _ in range(2_000):
        text = f"{chance.choice(['01', '12', '21', '32', '61', '72'])}{chance.randrange(10**7):07}"
        assert is_one(text) == rtn.is_valid(text), text


def test_one_wrong_digit_is_noticed():
    for place in range(2, 9):
        for digit in "0123456789".replace("021000021"[place], ""):
            assert not is_one("021000021"[:place] + digit + "021000021"[place + 1 :])
