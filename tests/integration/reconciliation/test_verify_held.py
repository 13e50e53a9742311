"""Verify knows payments and withdrawals that wait for a person: with their hold, their case, and the row of their product."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.reconciliation.operations.verify_books import verify_books
from chalicelib.reviews import public as reviews
from chalicelib.reviews import store
from chalicelib.wallets.operations.process_payment import process_payment
from tests.support.accounts import Saver, bodies_to
from tests.support.screening import rule

TABLES = {"withdrawal": "operations", "payment": "payment-table"}


@pytest.fixture(autouse=True)
def held(empty_tables) -> dict[str, reviews.HeldPayment]:
    """One of each kind."""
    ada = Saver()
    account, wallet = ada.open(balance="50.00"), ada.open_wallet("50.00")
    with rule({"in": ["kind", ["payment", "withdrawal"]]}):
        operation = ada.begin("withdraw", account, "10.00")
        assert ada.settle(operation)["status"] == "PENDING"
        payment = ada.post("/payment", {"walletId": wallet, "merchant": "Shop", "amount": "10.00"})["transactionId"]
        (event,) = bodies_to("payment_events", payment)
        assert process_payment(event, Call(clock.now())) is None
    ada.project()
    found = {"withdrawal": reviews.find(operation), "payment": reviews.find(payment)}
    return {kind: each for kind, each in found.items() if each}


def findings() -> list[str]:
    """What is found once nothing is young any more; no relay runs here, so the outbox is left out."""
    found = verify_books(now=clock.now() + timedelta(minutes=7)).findings
    return [finding.check for finding in found if finding.check != "outbox"]


def test_what_waits_with_its_hold_has_nothing_to_find(held):
    assert sorted(held) == ["payment", "withdrawal"] and findings() == []


@pytest.mark.parametrize("kind", TABLES)
def test_what_waits_though_it_was_decided_is_found(held, kind):
    dynamo.write(store.ended(replace(held[kind], status="FAILED", ended_at=clock.to_text(clock.now()))))
    assert TABLES[kind] in findings()


@pytest.mark.parametrize("kind", TABLES)
def test_what_waits_without_its_hold_is_found(held, kind):
    table, key = store.row(held[kind].transaction_id)
    dynamo.write(dynamo.update("held", table, key, {"amount_minor": 9_99}))
    assert findings() == [table]
