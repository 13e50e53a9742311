"""The bank and its web reckon a loan alike: tests/vectors/loans.json (web/tests/payoff.test.ts)."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.loans.model import schedule
from release.declaration import ROOT

VECTORS = json.loads((ROOT / "tests" / "vectors" / "loans.json").read_text())


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: f"{case['principal']} at {case['ratePpm']}")
def test_a_plan_is_as_written(case):
    plan = schedule(case["principal"], case["ratePpm"], case["months"], datetime(2026, 1, 31, tzinfo=UTC))
    assert [[str(each.payment_minor), str(each.interest_minor), str(each.balance_minor)] for each in plan] == case["plan"]
