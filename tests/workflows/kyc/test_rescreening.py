"""The machine `customers_kyc_rescreening` on the emulator, with the real function: what it does, and each Catch taken."""

import json

import pytest

from chalicelib.kyc import store
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client
from ops.pointing import pointed_at
from tests.support import functions, machines
from tests.support.api import staff
from tests.support.reviews import customer, decide, submitted

MACHINE, FUNCTION, ERRORS = "customers_kyc_rescreening", "kyc_rescreen_segment", "kyc-error-table"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000018")
    functions.deploy(bank, FUNCTION)
    with pointed_at(bank.url, bank.account):
        yield bank


def entries(execution: dict) -> list[dict]:
    return [each for each in dynamo.scan_all(ERRORS) if each["executionArn"] == execution["executionArn"]]


class TestRescreening:
    def test_compares_every_segment_of_all_customers(self, bank):
        people = [customer() for _ in range(4)]
        for each in people:
            decide(staff("risk"), each, "approve", submitted(each))
        listed = {"version": "new", "entries": [{"id": "e", "names": ["Ana Diaz"], "birthDates": []}]}
        client("s3").put_object(Bucket=settings.bucket_name(store.LISTS), Key=store.LIST, Body=json.dumps(listed))
        execution = machines.run(bank, MACHINE, {})
        assert (execution["status"], execution["outcome"]) == ("SUCCEEDED", "SCREENED")
        assert {store.find_file(each.user_id).status for each in people} == {"IN_REVIEW"}

    def test_records_a_segment_that_fails_for_good(self, bank):
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION))
        assert (execution["status"], execution["error"]) == ("FAILED", "SegmentNotScreened")
        entry = entries(execution)[0]
        assert (entry["source"], entry["retry"]["machine"]) == (f"{MACHINE}.ScreenSegment", MACHINE)

    def test_ends_named_even_when_the_error_cannot_be_recorded(self, bank):
        table = {bank.place.name("table", ERRORS): "no-such-table"}
        execution = machines.run(bank, MACHINE, {}, machines.without(bank, FUNCTION) | table)
        assert (execution["status"], execution["error"]) == ("FAILED", "SegmentNotScreened")
        assert entries(execution) == []
