"""Verify knows scheduled transfers: nothing to find in honest ones, each planted corruption found."""

from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.reconciliation.operations.verify_books import verify_books
from chalicelib.schedules import store
from chalicelib.schedules.operations.send_due_transfer import send_due_transfer
from tests.support.accounts import Saver
from tests.support.schedules import series


@pytest.fixture(autouse=True)
def schedule_id(empty_tables) -> str:
    """One that has been paid today and goes on next month; another one is over."""
    ada = Saver()
    account, target = ada.open(balance="50.00"), ada.open("savings")
    today = clock.now().date().isoformat()
    made, over = (
        series(ada, account, target, amount="5.00", startOn=today, frequency=each)["scheduleId"] for each in ("monthly", "once")
    )
    for each in (made, over):
        due_at = clock.from_text(store.find_schedule(each).due_at)
        assert send_due_transfer(each, today, Call(max(clock.now(), due_at)))["outcome"] == "MADE"
    ada.project()
    return made


def found() -> list[str]:
    """What is found once nothing is young any more, not even what six in the morning paid; no relay runs here, so the outbox is
    left out."""
    findings = verify_books(now=clock.now() + timedelta(hours=7)).findings
    return [finding.check for finding in findings if finding.check != "outbox"]


def spoil(table: str, key: dict[str, object], **changes: object) -> None:
    dynamo.write(dynamo.put("item", table, {**dynamo.get(table, key), **changes}))


def test_honest_ones_have_nothing_to_find():
    assert found() == []


def test_a_date_without_its_transfer_is_found(schedule_id):
    day = store.find_schedule(schedule_id).done_on
    spoil("schedule-runs", {"schedule_id": schedule_id, "due_on": day}, transaction_id="0198c0de-0000-7000-8000-000000000000")
    assert found() == ["schedule-runs"]


def test_a_series_to_elsewhere_than_it_paid_is_found(schedule_id):
    spoil("schedule-table", {"schedule_id": schedule_id}, to_account="elsewhere")
    assert found() == ["schedule-runs"]


def test_what_should_have_been_paid_is_found(schedule_id):
    spoil("schedule-table", {"schedule_id": schedule_id}, due_at=clock.to_text(clock.now() - timedelta(days=2)))
    assert found() == ["schedule-table"]


def test_an_account_that_counts_another_number_is_found(schedule_id):
    spoil("account-table", {"account_id": store.find_schedule(schedule_id).from_account}, scheduled=0)
    assert found() == ["account-table"]
