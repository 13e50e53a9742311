"""The machine `ledger_hold_expiry` on the emulator: the sweep, the wait for an early schedule, and each Catch taken."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.platform import error_log
from local.waiting import until
from ops.pointing import pointed_at
from tests.support import functions
from tests.support.accounts import Saver, ledger_events
from tests.support.machines import entries, run, without, without_error_table

MACHINE = "ledger_hold_expiry"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000003")
    functions.deploy(bank, "holds_sweep_hold", "relay_journal")
    with pointed_at(bank.url, bank.account):
        yield bank


def hold(ada: Saver, account_id: str, seconds: float) -> dict:
    end = clock.to_text(clock.now() + timedelta(seconds=seconds))
    hold_id = ada.post("/holds", {"accountId": account_id, "amount": "4", "expiresAt": end})["holdId"]
    return {"holdId": hold_id, "ownerId": ada.user_id, "correlationId": "c-1"}


def kinds(ada: Saver) -> list[str]:
    return [event["kind"] for event in ledger_events(ada.user_id)]


class TestHoldExpiry:
    @pytest.fixture
    def ada(self, bank) -> Saver:
        return Saver()

    @pytest.fixture
    def account(self, ada) -> str:
        return ada.open(balance="10.00")

    def test_waits_for_the_end_and_sweeps(self, bank, ada, account):
        about = hold(ada, account, seconds=1.2)
        execution = run(bank, MACHINE, about)
        assert (execution["status"], json.loads(execution["output"])["outcome"]) == ("SUCCEEDED", "EXPIRED")
        assert kinds(ada)[-1] == "hold.expired"
        assert ada.get(f"/accounts/{account}")["held"] == "0.00"

    def test_is_started_by_the_holds_own_schedule(self, ada, account):
        hold(ada, account, seconds=2)
        until(lambda: kinds(ada)[-1] == "hold.expired", "the sweep")

    def test_leaves_a_captured_hold_alone(self, bank, ada, account):
        about = hold(ada, account, seconds=60)
        ada.post(f"/holds/{about['holdId']}/capture", {"amount": "4"})
        assert json.loads(run(bank, MACHINE, about)["output"])["outcome"] == "ENDED"
        assert "hold.expired" not in kinds(ada)

    def test_records_a_sweep_that_fails_for_good(self, bank, ada, account):
        about = hold(ada, account, seconds=60)
        execution = run(bank, MACHINE, about, without(bank, "holds_sweep_hold"))
        assert (execution["status"], execution["error"]) == ("FAILED", "HoldNotSwept")
        (entry,) = entries(about["holdId"])
        assert (entry["error"], entry["executionArn"], entry["status"]) == ("RuntimeError", execution["executionArn"], "OPEN")
        assert error_log.find(entry["uuid"])[0] == "transaction-table-error"
        assert (entry["retry"]["kind"], entry["retry"]["machine"]) == ("execution", "ledger_hold_expiry")
        assert json.loads(entry["retry"]["input"]) == about

    def test_does_not_retry_what_cannot_be_read(self, bank, ada):
        execution = run(bank, MACHINE, {"holdId": ids.new_id(), "ownerId": ada.user_id, "correlationId": "c-1"})
        assert (execution["status"], execution["error"]) == ("FAILED", "HoldNotSwept")
        assert "UnknownHold" in execution["cause"]

    def test_ends_named_even_when_the_error_cannot_be_recorded(self, bank, ada, account):
        about = hold(ada, account, seconds=60)
        execution = run(bank, MACHINE, about, without(bank, "holds_sweep_hold") | without_error_table(bank))
        assert (execution["status"], execution["error"]) == ("FAILED", "HoldNotSwept")
