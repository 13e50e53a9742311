"""What is written over, or comes back from its end, is noticed the moment it is written."""

from typing import Any
from unittest.mock import MagicMock, patch

import pytest

from chalicelib.platform import settings
from chalicelib.platform.dynamo import to_wire
from simulation.bank.watch import watch
from simulation.world import World

PAYMENT = {"status": "PENDING", "version": 1}


def said(table: str, *written: dict[str, Any]) -> str:
    """Of one item, written so and then so; what the rules of a product would say of it is not asked."""
    world = World(0)
    rules = {
        name: MagicMock(return_value=MagicMock(wrong=MagicMock(return_value=())))
        for name in ("Beside", "Sending", "Mails", "Statements")
    }
    with world.entered(), patch.multiple("simulation.bank.watch", **rules):
        watch(world)
        declared = world.declaration.tables[table]
        kinds, names = declared["attributes"], (declared["hash_key"], declared["range_key"])
        key = {name: 1 if kinds[name] == "N" else "an item" for name in names if name}
        for item in written:
            world.doubles["dynamodb"].put_item(TableName=settings.table_name(table), Item=to_wire(key | item))
    return world.failure or ""


@pytest.mark.parametrize(
    ("table", "before", "after", "found"),
    [
        ("ledger-journal", {"note": "one"}, {"note": "two"}, "was written over"),
        ("payment-table", PAYMENT, PAYMENT | {"version": 3}, "went from version 1 to 3"),
        ("payment-table", PAYMENT, PAYMENT | {"amount": 7}, "went from version 1 to 1"),
        ("payment-table", PAYMENT | {"status": "FAILED"}, PAYMENT | {"version": 2}, "was FAILED, and is PENDING"),
        ("notification-table", {"status": "SENT"}, {"status": "PENDING"}, "was SENT, and is PENDING"),
        ("notification-table", {"status": "BOUNCED"}, {"status": "SENT"}, "was BOUNCED, and is SENT"),
        ("transfer-table", {"outcome": "CREDITED"}, {"outcome": "RETURNED"}, "had come to"),
    ],
)
def test_says_what_must_not_be(table, before, after, found):
    assert found in said(table, before, after)


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("payment-table", PAYMENT, PAYMENT | {"status": "SUCCESSFUL", "version": 2}),
        ("ledger-journal", {"note": "one"}, {"note": "one"}),
        ("notification-table", {"status": "SENT"}, {"status": "BOUNCED"}),
        ("schedule-table", {"starts": 1, "version": 1}, {"starts": 2, "version": 1}),
        ("idempotency-table", {"answer": "one", "expires_at": 1}, {"answer": "two"}),
    ],
)
def test_lets_what_may_be(table, before, after):
    assert not said(table, before, after)
