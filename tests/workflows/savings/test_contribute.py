"""The machine `savings_contribute` on the emulator: money moved, a wallet that cannot pay, and each Catch taken."""

import json

import pytest

from chalicelib.ledger.public import every_journal_item
from chalicelib.platform import dynamo, relay, settings
from ops.pointing import pointed_at
from tests.support import functions, machines
from tests.support.accounts import Saver

FUNCTION = "savings_contribute_to_goal"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000005")
    functions.deploy(bank, FUNCTION)
    with pointed_at(bank.url, bank.account):
        yield bank


@pytest.fixture
def ada(bank) -> Saver:
    return Saver()


@pytest.fixture
def wallet(ada) -> str:
    return ada.open_wallet(balance="100.00")


@pytest.fixture
def about(ada, wallet) -> dict[str, str]:
    """What the first schedule of a goal says: 50.00 a month until 80.00."""
    body = {"walletId": wallet, "name": "Bike", "target": "80", "targetDate": "2099-01-01", "contribution": {"amount": "50"}}
    return {"goalId": ada.post("/savings-goal", body)["goalId"], "number": "1"}


def contributions(about: dict[str, str]) -> list[dict]:
    return [
        item for item in every_journal_item() if about["goalId"] in [touched["account"] for touched in item.get("touched", ())]
    ]


class TestContribute:
    def test_moves_the_money_once_and_schedules_the_next(self, bank, ada, about):
        outcomes = [machines.run(bank, "savings_contribute", about)["outcome"] for _ in range(2)]
        assert outcomes == ["CONTRIBUTED", "CONTRIBUTED"]
        assert ada.get(f"/savings-goal/{about['goalId']}")["saved"] == "50.00"
        (posted,) = contributions(about)
        for delivery in posted["deliveries"]:
            relay.perform(delivery)
        found = bank.clients("scheduler").get_schedule(Name=f"goal-{about['goalId']}-2", GroupName=settings.schedule_group())
        assert found["Target"]["Arn"] == bank.place.arn("machine/savings_contribute")
        assert json.loads(found["Target"]["Input"]) == {"goalId": about["goalId"], "number": "2"}

    def test_takes_a_wallet_that_cannot_pay_for_an_outcome(self, bank, ada, wallet, about):
        ada.post(f"/wallet/{wallet}/debit", {"amount": "90"})
        execution = machines.run(bank, "savings_contribute", about)
        assert (execution["status"], execution["outcome"]) == ("SUCCEEDED", "DECLINED")
        assert machines.entries(about["goalId"]) == []
        facts = [item for item in dynamo.scan_all("outbox-table") if item["fact"] == "goal.contribution.declined"]
        assert [each["kind"] for item in facts if about["goalId"] in str(item) for each in item["deliveries"]] == [
            "queue",
            "schedule",
        ]

    def test_records_a_contribution_that_fails_for_good(self, bank, ada, about):
        execution = machines.run(bank, "savings_contribute", about, machines.without(bank, FUNCTION))
        assert (execution["status"], execution["error"]) == ("FAILED", "ContributionNotMade")
        (entry,) = machines.entries(about["goalId"])
        assert (entry["error"], entry["executionArn"], entry["status"]) == ("RuntimeError", execution["executionArn"], "OPEN")
        assert (entry["source"], entry["retry"]["machine"]) == ("savings_contribute.ContributeToGoal", "savings_contribute")
        assert json.loads(entry["retry"]["input"]) == about
        assert ada.get(f"/savings-goal/{about['goalId']}")["saved"] == "0.00"

    def test_is_made_once_when_an_administrator_retries_it(self, bank, ada, about):
        machines.run(bank, "savings_contribute", about, machines.without(bank, FUNCTION))
        (entry,) = machines.entries(about["goalId"])
        assert machines.retried(bank, entry)["outcome"] == "CONTRIBUTED"
        assert ada.get(f"/savings-goal/{about['goalId']}")["saved"] == "50.00"

    def test_does_not_try_again_what_it_cannot_read(self, bank, about):
        execution = machines.run(bank, "savings_contribute", {**about, "number": 1})
        assert (execution["status"], execution["error"]) == ("FAILED", "ContributionNotMade")
        (entry,) = machines.entries(about["goalId"])
        assert entry["error"] == "MalformedInput"

    def test_ends_named_even_when_the_error_cannot_be_recorded(self, bank, about):
        replaced = machines.without(bank, FUNCTION) | machines.without_error_table(bank)
        execution = machines.run(bank, "savings_contribute", about, replaced)
        assert (execution["status"], execution["error"]) == ("FAILED", "ContributionNotMade")
        assert machines.entries(about["goalId"]) == []
