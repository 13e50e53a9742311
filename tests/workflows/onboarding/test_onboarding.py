"""The machine `customers_onboarding` on the emulator: to its end, and undone at each state that can fail."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import accounts_of
from chalicelib.onboarding.operations.issue_cards import issue_cards
from chalicelib.onboarding.operations.open_first_account import open_first_account
from chalicelib.onboarding.operations.undo_opening import undo_opening
from chalicelib.platform import dynamo, relay, settings
from chalicelib.platform.call import Call
from ops.pointing import pointed_at
from tests.support import functions, machines
from tests.support.accounts import Saver
from tests.support.api import staff

MACHINE = "customers_onboarding"
OPEN, ISSUE, UNDO = "onboarding_open_account", "onboarding_issue_cards", "onboarding_undo"
FAILED = "com.infernobank.onboarding.account.creation.failed"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000031")
    functions.deploy(bank, OPEN, ISSUE, UNDO)
    with pointed_at(bank.url, bank.account):
        yield bank


@pytest.fixture
def ana(bank):
    return Saver()


def about(customer: Saver) -> dict[str, str]:
    return {"customerId": customer.user_id, "correlationId": "trace"}


def has(customer: Saver) -> list[tuple[str, str]]:
    return sorted((account.product, account.status) for account in accounts_of(customer.user_id, clock.now()))


def told(customer: Saver) -> list[str]:
    """What became of the account, as often as it was told that it could not be made."""
    events = [
        json.loads(each["body"])
        for item in dynamo.scan_all("outbox-table")
        for each in item["deliveries"]
        if each.get("type") == FAILED
    ]
    return [each["data"]["account"] for each in events if each["subject"] == customer.user_id]


def entries(customer: Saver) -> list[dict]:
    return [each for each in dynamo.scan_all("onboarding-error-table") if customer.user_id in each["input"]]


ALL = [("checking", "OPEN"), ("credit_card", "PENDING"), ("debit_card", "OPEN")]


class TestOnboarding:
    def test_gives_an_account_cards_and_a_welcome(self, bank, ana):
        execution = machines.run(bank, MACHINE, about(ana))
        assert execution["status"] == "SUCCEEDED"
        assert has(ana) == ALL
        assert set(json.loads(execution["output"])) == {"accountId", "cards"}
        assert told(ana) == []

    def test_gives_what_is_lacking_only(self, bank, ana):
        own = ana.open()
        issue_cards(ana.user_id, Call(clock.now()))
        execution = machines.run(bank, MACHINE, about(ana))
        assert json.loads(execution["output"])["accountId"] == own
        assert has(ana) == ALL

    def test_of_one_customer_twice_at_once_opens_one_account_an_execution(self, bank, ana):
        """A task that is tried again while its first try still runs."""
        name = ids.new_id()
        with ThreadPoolExecutor(8) as pool:
            opened = list(pool.map(lambda _: open_first_account(ana.user_id, name, Call(clock.now())), range(8)))
        assert (len(set(opened)), has(ana)) == (1, [("checking", "OPEN")])


class TestFaults:
    def test_of_the_cards_close_what_was_opened_and_are_retried_to_the_end(self, bank, ana):
        execution = machines.run(bank, MACHINE, about(ana), machines.without(bank, ISSUE))
        assert (execution["status"], execution["error"]) == ("FAILED", "OnboardingFailed")
        assert (has(ana), told(ana)) == ([("checking", "CLOSED")], ["CLOSED"])
        (entry,) = entries(ana)
        assert (entry["source"], json.loads(entry["input"])) == (f"{MACHINE}.IssueCards", about(ana))
        assert staff("operations").post(f"/admin/errors/{entry['uuid']}/retry").status == 202
        (start,) = [
            each for item in dynamo.scan_all("outbox-table") for each in item["deliveries"]
            if each.get("machine") == MACHINE and ana.user_id in str(each.get("input"))
        ]  # fmt: skip
        relay.perform(start)
        again = machines.at_its_end(bank, settings.execution_arn(MACHINE, start["name"]))
        assert again["status"] == "SUCCEEDED"
        assert has(ana) == [("checking", "CLOSED"), *ALL]
        assert told(ana) == ["CLOSED"]

    def test_of_the_account_leave_nothing_and_say_so(self, bank, ana):
        assert machines.run(bank, MACHINE, about(ana), machines.without(bank, OPEN))["error"] == "OnboardingFailed"
        assert (has(ana), told(ana)) == ([], ["NOTHING"])
        assert entries(ana)[0]["source"] == f"{MACHINE}.OpenAccount"

    def test_of_the_welcome_undo_nothing(self, bank, ana):
        no_mails = {bank.place.name("queue", "notification-email-sqs") + '"': 'no-such-queue"'}
        assert machines.run(bank, MACHINE, about(ana), no_mails)["error"] == "WelcomeFailed"
        assert (has(ana), told(ana)) == (ALL, [])
        assert entries(ana)[0]["source"] == f"{MACHINE}.SendWelcome"

    def test_of_undoing_leave_the_entry_of_what_failed_first(self, bank, ana):
        replaced = machines.without(bank, ISSUE) | machines.without(bank, UNDO)
        execution = machines.run(bank, MACHINE, about(ana), replaced)
        assert (execution["error"], "CompensateOpening" in execution["cause"]) == ("OnboardingFailed", True)
        assert (has(ana), told(ana)) == ([("checking", "OPEN")], [])
        assert [each["source"] for each in entries(ana)] == [f"{MACHINE}.IssueCards"]

    def test_that_cannot_be_recorded_end_named(self, bank, ana):
        replaced = machines.without(bank, ISSUE) | {bank.place.name("table", "onboarding-error-table"): "no-such-table"}
        assert machines.run(bank, MACHINE, about(ana), replaced)["error"] == "OnboardingFailed"
        assert (entries(ana), has(ana), told(ana)) == ([], [("checking", "CLOSED")], ["CLOSED"])

    def test_of_the_welcome_that_cannot_be_recorded_end_named(self, bank, ana):
        replaced = {
            bank.place.name("table", "onboarding-error-table"): "no-such-table",
            bank.place.name("queue", "notification-email-sqs") + '"': 'no-such-queue"',
        }
        assert machines.run(bank, MACHINE, about(ana), replaced)["error"] == "WelcomeFailed"

    def test_of_a_frozen_customer_open_nothing_and_are_not_tried_again(self, bank, ana):
        ana.open("savings")
        assert staff("support").post(f"/admin/customers/{ana.user_id}/freeze", {"reason": "A court"}).status == 200
        machines.run(bank, MACHINE, about(ana))
        assert has(ana) == [("savings", "FROZEN")]
        assert (entries(ana)[0]["error"], told(ana)) == ("OwnerFrozen", ["NOTHING"])


class TestUndoOpening:
    def test_tells_once_however_often_it_runs(self, bank, ana):
        name = ids.new_id()
        open_first_account(ana.user_id, name, Call(clock.now()))
        assert [undo_opening(ana.user_id, name, Call(clock.now())) for _ in range(3)] == ["CLOSED"] * 3
        assert told(ana) == ["CLOSED"]

    def test_leaves_an_account_that_is_used_by_now(self, bank, ana):
        name = ids.new_id()
        account_id = open_first_account(ana.user_id, name, Call(clock.now()))
        ana.settle(ana.begin("deposit", account_id, "5.00"))
        assert undo_opening(ana.user_id, name, Call(clock.now())) == "IN_USE"
        assert (has(ana), told(ana)) == ([("checking", "OPEN")], ["IN_USE"])

    def test_leaves_what_another_execution_opened(self, bank, ana):
        open_first_account(ana.user_id, ids.new_id(), Call(clock.now()))
        assert undo_opening(ana.user_id, ids.new_id(), Call(clock.now())) == "NOTHING"
        assert has(ana) == [("checking", "OPEN")]
