"""The machine `notifications_digest` on the emulator: what it does, and each Catch taken."""

import pytest

from chalicelib.platform import dynamo
from ops.pointing import pointed_at
from tests.support import functions, machines

MACHINE, FUNCTION = "notifications_digest", "notifications_release_held"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000029")
    functions.deploy(bank, FUNCTION)
    with pointed_at(bank.url, bank.account):
        yield bank


def entries(execution: dict) -> list[dict]:
    return [each for each in dynamo.scan_all("notification-error-table") if each["executionArn"] == execution["executionArn"]]


class TestDigest:
    def test_looks_after_what_is_held(self, bank):
        assert machines.run(bank, MACHINE, {})["outcome"] == "RELEASED"

    def test_records_a_run_that_fails_for_good(self, bank):
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION))
        assert (execution["status"], execution["error"]) == ("FAILED", "HeldNotReleased")
        (entry,) = entries(execution)
        assert (entry["source"], entry["retry"]["machine"]) == ("notifications_digest.ReleaseHeld", MACHINE)

    def test_ends_named_even_when_the_error_cannot_be_recorded(self, bank):
        table = {bank.place.name("table", "notification-error-table"): "no-such-table"}
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION) | table)
        assert (execution["status"], execution["error"]) == ("FAILED", "HeldNotReleased")
        assert entries(execution) == []
