"""The machine `transfers_review` on the emulator: decided, called off, expired, killed, and each Catch taken."""

import json
import threading

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import deliveries_of, every_journal_item
from chalicelib.platform import dynamo, outbox, relay, settings, waits
from chalicelib.transfers import store
from local.waiting import until
from ops.pointing import pointed_at
from tests.integration.transfers.test_transfers import known, pay
from tests.support import functions, machines
from tests.support.accounts import Saver, standing
from tests.support.screening import approve, case_of, decline, propose, rule, taken

MACHINE = "transfers_review"
KEEP, EXPIRE = "platform_keep_token", "transfers_expire_review"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000031")
    functions.deploy(bank, KEEP, EXPIRE)
    with pointed_at(bank.url, bank.account):
        yield bank


@pytest.fixture
def ada(bank) -> Saver:
    return standing()


@pytest.fixture
def held(ada) -> str:
    """A transfer whose money is held; nobody has begun to wait."""
    source, target = ada.open(balance="100.00"), known(ada, standing())
    with rule({"eq": ["payeeAccount", target]}):
        return pay(ada, source, target)["transactionId"]


def about(held: str) -> dict[str, str]:
    return json.loads(waits.find(held).input)


def started(held: str) -> str:
    """Its execution waits."""
    relay.perform(outbox.to_execution(MACHINE, held, about(held)))
    waiting(held)
    return held


def waiting(held: str) -> waits.Wait:
    return until(lambda: (row := waits.find(held)).token and row, "the token")


def performed(held: str) -> None:
    """What the relay does with what woke it, twice."""
    for item in every_journal_item():
        for delivery in deliveries_of(item) * 2:
            if delivery["kind"] == "wake" and delivery["wait"] == held:
                relay.perform(delivery)


def end_of(bank, name: str) -> dict:
    return machines.at_its_end(bank, settings.execution_arn(MACHINE, name))


def due(held: str) -> None:
    dynamo.write(waits.postpone(waits.find(held), clock.now()))  # time passes


def entries(held: str) -> list[dict]:
    return [each for each in dynamo.scan_all("transfer-error-table") if held in each["input"]]


class TestReview:
    def test_is_begun_by_the_hold_and_ends_with_the_approval(self, bank, held):
        (item,) = [each for each in every_journal_item() if each["posting_id"] == held]
        (start,) = [each for each in deliveries_of(item) if each["kind"] == "execution"]
        assert (start["machine"], start["name"]) == (MACHINE, held)
        relay.perform(start)
        waiting(held)
        assert approve(propose(taken(case_of(held)), held)["approvalId"]).status == 200
        performed(held)
        execution = end_of(bank, held)
        assert (execution["status"], execution["outcome"]) == ("SUCCEEDED", "APPROVED")

    def test_ends_when_it_is_declined_or_called_off(self, bank, ada, held):
        started(held)
        decline(taken(case_of(held)), held)
        performed(held)
        assert end_of(bank, held)["outcome"] == "declined_by_policy"

    def test_gives_the_money_back_by_the_clock(self, bank, ada, held):
        started(held)
        due(held)
        waits.sweep(clock.now())
        assert end_of(bank, held)["status"] == "SUCCEEDED"
        assert (store.find_transfer(held).status, store.find_transfer(held).reason) == ("FAILED", "review_expired")

    def test_goes_on_after_it_was_killed(self, bank, ada, held):
        started(held)
        bank.clients("stepfunctions").stop_execution(executionArn=settings.execution_arn(MACHINE, held))
        waits.sweep(clock.now() + 2 * waits.LOOK_EVERY)
        name = f"{held}-r1"
        (start,) = [each for item in dynamo.scan_all("outbox-table") for each in item["deliveries"] if each.get("name") == name]
        relay.perform(start)
        until(lambda: waits.find(held).execution == name and waits.find(held).token, "the second execution to wait")
        assert ada.post(f"/api/v1/transactions/{held}/cancel").status == 200
        performed(held)
        assert end_of(bank, name)["outcome"] == "CANCELLED"

    def test_is_taken_over_by_a_second_execution(self, bank, held):
        started(held)
        relay.perform(outbox.to_execution(MACHINE, f"{held}-r1", about(held)))
        assert end_of(bank, held)["outcome"] == "SUPERSEDED"


class TestFaults:
    def test_of_the_wait_are_recorded_and_can_be_retried(self, bank, held):
        execution = machines.run(bank, MACHINE, about(held), machines.without(bank, KEEP))
        assert (execution["status"], execution["error"]) == ("FAILED", "ReviewNotHeld")
        (entry,) = entries(held)
        assert (entry["source"], entry["retry"]["machine"]) == (f"{MACHINE}.WaitForDecision", MACHINE)
        assert json.loads(entry["retry"]["input"]) == about(held)

    def test_of_the_clock_are_recorded(self, bank, held):
        due(held)
        run = []
        replaced = machines.without(bank, EXPIRE)
        thread = threading.Thread(target=lambda: run.append(machines.run(bank, MACHINE, about(held), replaced)))
        thread.start()
        waiting(held)
        waits.sweep(clock.now())
        thread.join()
        assert (run[0]["status"], run[0]["error"]) == ("FAILED", "ReviewNotHeld")
        assert entries(held)[0]["source"] == f"{MACHINE}.ExpireReview"
        assert store.find_transfer(held).status == "UNDER_REVIEW"

    def test_that_cannot_be_recorded_end_named(self, bank, held):
        replaced = machines.without(bank, KEEP) | {bank.place.name("table", "transfer-error-table"): "no-such-table"}
        execution = machines.run(bank, MACHINE, about(held), replaced)
        assert (execution["status"], execution["error"]) == ("FAILED", "ReviewNotHeld")
        assert entries(held) == []
