"""The machine `statements_seal` on the emulator, with the real function: what it does, and each Catch taken."""

from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.statements import store
from chalicelib.statements.model import Month
from ops.pointing import pointed_at
from tests.integration.statements.bank import an_account
from tests.support import functions, machines

MACHINE, FUNCTION, ERRORS = "statements_seal", "statements_seal_segment", "statement-error-table"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000016")
    functions.deploy(bank, FUNCTION)
    with pointed_at(bank.url, bank.account):
        yield bank


def entries(execution: dict) -> list[dict]:
    return [each for each in dynamo.scan_all(ERRORS) if each["executionArn"] == execution["executionArn"]]


class TestSeal:
    def test_seals_every_segment_of_all_accounts(self, bank):
        opened = clock.now() - timedelta(days=70)
        made = {an_account(f"owner-{number}", opened=opened) for number in range(12)}
        assert machines.run(bank, MACHINE, {})["status"] == "SUCCEEDED"
        sealed = [each.account_id for each in store.every_sealed()]
        months = Month.due(clock.now()).since(Month.of(opened)) + 1
        assert set(sealed) == made and len(sealed) == months * len(made)
        assert machines.run(bank, MACHINE, {})["status"] == "SUCCEEDED"
        assert len(list(store.every_sealed())) == len(sealed)

    def test_records_a_segment_that_fails_for_good(self, bank):
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION))
        assert (execution["status"], execution["error"]) == ("FAILED", "SegmentNotSealed")
        entry = entries(execution)[0]
        assert (entry["source"], entry["retry"]["machine"]) == ("statements_seal.SealSegment", MACHINE)

    def test_ends_named_even_when_the_error_cannot_be_recorded(self, bank):
        table = {bank.place.name("table", ERRORS): "no-such-table"}
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION) | table)
        assert (execution["status"], execution["error"]) == ("FAILED", "SegmentNotSealed")
        assert entries(execution) == []
