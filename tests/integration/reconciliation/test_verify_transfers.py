"""Verify knows transfers: nothing to find in honest ones, each planted corruption found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.limits import public as limits
from chalicelib.platform import dynamo
from chalicelib.reconciliation.operations.verify_books import verify_books
from tests.integration.transfers.test_transfers import known, pay
from tests.support.accounts import Saver, standing
from tests.support.screening import approve, case_of, propose, rule, taken

TABLE, LIMITS = "transfer-table", "transfer-limits"


@pytest.fixture(autouse=True)
def transfer(empty_tables) -> str:
    """One of 3.00, of which 0.75 was given back in two parts; another one went beside it."""
    ada = Saver()
    account = ada.open(balance="5.00")
    sent = {"fromAccountId": account, "toAccountId": ada.open("savings")}
    made, _ = (ada.post("/api/v1/transactions/transfer", {**sent, "amount": each})["transactionId"] for each in ("3.00", "1.00"))
    for amount in ("0.50", "0.25"):
        assert ada.post(f"/api/v1/transactions/{made}/reverse", {"amount": amount, "reason": "Too much"}).status == 200
    ada.project()
    return made


def found(later: timedelta = timedelta(minutes=7)) -> list[str]:
    """What is found once nothing is young any more; no relay runs here, so the outbox is left out."""
    findings = verify_books(now=clock.now() + later).findings
    return [finding.check for finding in findings if finding.check != "outbox"]


def spoil(transaction_id: str, **changes: object) -> None:
    item = dynamo.get(TABLE, {"transaction_id": transaction_id})
    dynamo.write(dynamo.put("item", TABLE, {**item, **changes}))


def test_honest_ones_have_nothing_to_find():
    assert found() == []


@pytest.mark.parametrize(
    "changes", [{"amount_minor": 301}, {"reversed_minor": 0}, {"reversed_minor": 300}, {"to_account": "elsewhere"}], ids=str
)
def test_one_that_differs_from_its_posting_is_found(transfer, changes):
    spoil(transfer, **changes)
    assert found() == [TABLE]


def test_one_without_a_posting_is_found(transfer):
    item = dynamo.get(TABLE, {"transaction_id": transfer})
    dynamo.write(dynamo.put("item", TABLE, {**item, "transaction_id": "lost", "reversed_minor": 0}))
    assert found() == [TABLE]


def test_a_posting_without_its_transfer_is_found(transfer):
    dynamo.write(dynamo.delete("item", TABLE, {"transaction_id": transfer}))
    assert set(found()) == {TABLE}


def test_what_is_young_is_left_for_the_next_time(transfer):
    spoil(transfer, amount_minor=301)
    assert found(timedelta()) == []


class TestHeld:
    @pytest.fixture
    def held(self) -> str:
        """One that waits for a person; another that waited was approved, a third was called off."""
        ada, bob = standing(), standing()
        source, target = ada.open(balance="5.00"), known(ada, bob)
        with rule({"eq": ["payeeAccount", target]}):
            waits, approved, cancelled = (pay(ada, source, target, "1.00")["transactionId"] for _ in range(3))
        assert approve(propose(taken(case_of(approved)), approved)["approvalId"]).status == 200
        assert ada.post(f"/api/v1/transactions/{cancelled}/cancel").status == 200
        ada.project()
        bob.project()
        return waits

    def test_honest_ones_have_nothing_to_find(self, held):
        assert found() == []

    @pytest.mark.parametrize("changes", [{"amount_minor": 99}, {"hold_id": "00000000-0000-7000-8000-000000000000"}], ids=str)
    def test_one_whose_money_is_not_on_hold_is_found(self, held, changes):
        spoil(held, **changes)
        assert found() == [TABLE]

    @pytest.mark.parametrize("changes", [{"count": 1}, {"count": 3}, {"day_minor": 199}, {"day_minor": 301}], ids=str)
    def test_a_limit_that_counts_something_else_is_found(self, held, changes):
        owner_id = dynamo.get(TABLE, {"transaction_id": held})["owner_id"]
        said = dynamo.get(LIMITS, {"owner_id": owner_id, "currency": "USD"})
        assert (said["count"], said["day_minor"]) == (2, 200)
        dynamo.write(dynamo.put("item", LIMITS, {**said, **changes}))
        assert found() == [LIMITS]

    def test_a_limit_that_is_gone_is_found(self, held):
        owner_id = dynamo.get(TABLE, {"transaction_id": held})["owner_id"]
        dynamo.write(dynamo.delete("item", LIMITS, {"owner_id": owner_id, "currency": "USD"}))
        assert found() == [LIMITS]

    def test_a_limit_that_moves_meanwhile_is_left_for_the_next_time(self, held, monkeypatch):
        owner_id = dynamo.get(TABLE, {"transaction_id": held})["owner_id"]
        stale = replace(limits.find_spending(owner_id, "USD"), count=1)
        monkeypatch.setattr(limits, "every_spending", lambda: iter([stale]))
        assert found() == []

    def test_one_whose_case_does_not_count_it_is_found(self, held):
        key = {"case_id": case_of(held), "part": "case"}
        dynamo.write(dynamo.update("case", "fraud-cases", key, {"waiting": 0}))
        assert found() == ["fraud-cases"]
