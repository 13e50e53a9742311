"""Money of the bank and of its web read, refuse and write the same: tests/vectors/money.json (web/tests/money.test.ts)."""

import json

import pytest

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import EXPONENTS, Money, to_decimal
from release.declaration import ROOT

VECTORS = json.loads((ROOT / "tests" / "vectors" / "money.json").read_text())


def test_the_currencies():
    assert VECTORS["exponents"] == EXPONENTS


@pytest.mark.parametrize("vector", VECTORS["read"], ids=lambda each: f"{each['text']} {each['currency']}")
def test_reads(vector):
    money = Money.parse(vector["text"], vector["currency"])
    assert (str(money.minor), str(money)) == (vector["minor"], vector["decimal"])


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda each: f"{each['text']!r} {each['currency']}")
def test_refuses(vector):
    with pytest.raises(InvalidRequest):
        Money.parse(vector["text"], vector["currency"])


@pytest.mark.parametrize("vector", VECTORS["written"], ids=lambda each: f"{each['minor']} {each['currency']}")
def test_writes(vector):
    assert to_decimal(int(vector["minor"]), vector["currency"]) == vector["decimal"]
