"""The machine `platform_wait_sweep` on the emulator: what it does, and each Catch taken."""

import pytest

from chalicelib.platform import dynamo
from ops.pointing import pointed_at
from tests.support import functions, machines

MACHINE, FUNCTION = "platform_wait_sweep", "platform_sweep_waits"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000015")
    functions.deploy(bank, FUNCTION)
    with pointed_at(bank.url, bank.account):
        yield bank


def entries(execution: dict) -> list[dict]:
    return [each for each in dynamo.scan_all("relay-error-table") if each["executionArn"] == execution["executionArn"]]


class TestSweep:
    def test_looks_after_what_waits(self, bank):
        assert machines.run(bank, MACHINE, {})["outcome"] == "SWEPT"

    def test_records_a_sweep_that_fails_for_good(self, bank):
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION))
        assert (execution["status"], execution["error"]) == ("FAILED", "WaitsNotSwept")
        (entry,) = entries(execution)
        assert (entry["source"], entry["retry"]["machine"]) == ("platform_wait_sweep.SweepWaits", MACHINE)

    def test_ends_named_even_when_the_error_cannot_be_recorded(self, bank):
        table = {bank.place.name("table", "relay-error-table"): "no-such-table"}
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION) | table)
        assert (execution["status"], execution["error"]) == ("FAILED", "WaitsNotSwept")
        assert entries(execution) == []
