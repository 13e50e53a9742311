"""The machine `schedules_run` on the emulator: asleep until its day, paid once, killed and found again, and each Catch taken."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import every_journal_item
from chalicelib.platform import dynamo, relay, settings
from chalicelib.schedules import store
from chalicelib.schedules.model import Schedule
from chalicelib.schedules.operations.sweep_missed import sweep_missed
from local.waiting import until
from ops.pointing import pointed_at
from tests.integration.transfers.test_transfers import known
from tests.support import functions, machines
from tests.support.accounts import Saver, standing
from tests.support.schedules import SCHEDULED, profiled, series

MACHINE, SEND, SWEEP = "schedules_run", "schedules_send_due_transfer", "schedules_sweep_missed"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000041")
    functions.deploy(bank, SEND, SWEEP)
    with pointed_at(bank.url, bank.account):
        yield bank


@pytest.fixture
def ada(bank) -> Saver:
    return profiled(standing())


@pytest.fixture
def schedule_id(ada) -> str:
    """Of a single transfer, tomorrow."""
    return series(ada, ada.open(balance="100.00"), known(ada, standing()), frequency="once")["scheduleId"]


def row(schedule_id: str) -> Schedule:
    return store.find_schedule(schedule_id)


def due_in(schedule_id: str, after: timedelta) -> None:
    """Its day has come, or comes so soon."""
    moment = clock.now() + after
    seen = dynamo.get("schedule-table", {"schedule_id": schedule_id})
    moved = {"due_at": clock.to_text(moment), "look_at": clock.to_text(moment + store.GRACE)}
    dynamo.write(dynamo.put("schedule", "schedule-table", {**seen, **moved}))


def started(schedule_id: str, name: str) -> None:
    """What the relays do with the start of an execution, twice."""
    for item in (*every_journal_item(), *dynamo.scan_all("outbox-table")):
        for delivery in list(item.get("deliveries") or ()) * 2:
            if delivery["kind"] == "execution" and delivery["name"] == name:
                relay.perform(delivery)


def end_of(bank, name: str) -> dict:
    return machines.at_its_end(bank, settings.execution_arn(MACHINE, name))


def entries(schedule_id: str) -> list[dict]:
    return [each for each in dynamo.scan_all("transfer-error-table") if schedule_id in each["input"]]


def about(schedule_id: str) -> dict[str, str]:
    return {"scheduleId": schedule_id, "dueOn": row(schedule_id).due_on, "correlationId": "trace"}


class TestRun:
    def test_sleeps_until_its_day_and_pays_once(self, bank, ada, schedule_id):
        due_in(schedule_id, timedelta(seconds=3))
        name = row(schedule_id).run_name
        started(schedule_id, name)
        execution = end_of(bank, name)
        assert (execution["status"], execution["outcome"]) == ("SUCCEEDED", "MADE")
        assert (execution["stopDate"] - execution["startDate"]).total_seconds() > 1
        assert [run["outcome"] for run in ada.get(f"{SCHEDULED}/{schedule_id}/runs")["items"]] == ["MADE"]

    def test_finds_that_somebody_has_paused_it(self, bank, ada, schedule_id):
        due_in(schedule_id, timedelta(seconds=2))
        name = row(schedule_id).run_name
        started(schedule_id, name)
        assert ada.post(f"{SCHEDULED}/{schedule_id}/pause").status == 200
        assert end_of(bank, name)["outcome"] == "OVER"

    def test_is_found_by_the_sweep_when_it_died_asleep(self, bank, ada, schedule_id):
        name = row(schedule_id).run_name
        started(schedule_id, name)
        arn = settings.execution_arn(MACHINE, name)
        states = bank.clients("stepfunctions")
        until(lambda: states.describe_execution(executionArn=arn)["status"] == "RUNNING", "its sleep")
        states.stop_execution(executionArn=arn)
        due_in(schedule_id, -timedelta(minutes=10))
        assert sweep_missed(clock.now()) >= 1
        started(schedule_id, f"{name}-r1")
        assert end_of(bank, f"{name}-r1")["outcome"] == "MADE"

    def test_writes_down_what_fails_for_good(self, bank, schedule_id):
        input = about(schedule_id)
        due_in(schedule_id, -timedelta(minutes=1))
        execution = machines.run(bank, MACHINE, input, machines.without(bank, SEND))
        assert (execution["status"], execution["error"]) == ("FAILED", "RunNotMade")
        (entry,) = entries(schedule_id)
        assert entry["source"] == "schedules_run.SendDueTransfer" and json.loads(entry["input"]) == input
        assert entry["retry"]["machine"] == MACHINE

    def test_fails_though_nothing_can_be_written_down(self, bank, schedule_id):
        broken = {**machines.without(bank, SEND), bank.place.name("table", "transfer-error-table"): "no-such-table"}
        execution = machines.run(bank, MACHINE, about(schedule_id), broken)
        assert (execution["status"], execution["error"], entries(schedule_id)) == ("FAILED", "RunNotMade", [])


class TestSweep:
    def test_starts_what_was_missed(self, bank, schedule_id):
        due_in(schedule_id, -timedelta(minutes=10))
        assert machines.run(bank, "schedules_sweep", {})["outcome"] == "SWEPT"
        assert row(schedule_id).starts == 1

    def test_writes_down_that_it_failed(self, bank):
        execution = machines.run(bank, "schedules_sweep", {}, machines.without(bank, SWEEP))
        assert (execution["status"], execution["error"]) == ("FAILED", "MissedNotSwept")
        assert [each for each in dynamo.scan_all("transfer-error-table") if each["source"] == "schedules_sweep.SweepMissed"]
        broken = {**machines.without(bank, SWEEP), bank.place.name("table", "transfer-error-table"): "no-such-table"}
        assert machines.run(bank, "schedules_sweep", {}, broken)["error"] == "MissedNotSwept"
