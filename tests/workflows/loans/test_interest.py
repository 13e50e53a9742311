"""The machine `loans_interest` on the emulator: a month that is over, one that is not quite, and each Catch taken."""

import json
from datetime import datetime, timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import every_journal_item, post
from chalicelib.loans import store
from chalicelib.loans.operations.start_loan import start_loan
from chalicelib.platform import relay, settings
from chalicelib.platform.call import Call
from chalicelib.wallets import postings
from ops.pointing import pointed_at
from tests.support import functions, machines
from tests.support.api import Caller, staff

FUNCTION = "loans_accrue_interest"
MONTHS = 48  # since such a day has its counterpart in every year that the test may run in


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000004")
    functions.deploy(bank, FUNCTION)
    with pointed_at(bank.url, bank.account):
        yield bank


def running_loan(until: datetime) -> dict[str, str]:
    """What a loan's schedule says whose month 48 is over at `until`: 1,000.00 at 12%."""
    ada = Caller()
    wallet = ada.post("/wallet")["walletId"]
    loan = ada.post("/loan", {"walletId": wallet, "amount": "1000", "interestRate": "12", "termMonths": 120})["loanId"]
    staff("lending").post(f"/loan/{loan}/approve")
    event = {"loanId": loan, "walletId": wallet, "ownerId": ada.user_id, "amountMinor": "100000", "currency": "USD"}
    post(postings.disbursement(event, Call(clock.now())))
    start_loan(loan, clock.to_text(until.replace(year=until.year - MONTHS // 12)), Call(clock.now()))
    return {"loanId": loan, "number": str(MONTHS)}


def accruals(about: dict[str, str]) -> list[dict]:
    return [
        item
        for item in every_journal_item()
        if item["kind"] == "loan.interest" and item["touched"][0]["account"] == about["loanId"]
    ]


@pytest.fixture
def about(bank) -> dict[str, str]:
    return running_loan(clock.now() - timedelta(days=1))


class TestInterest:
    def test_posts_the_months_that_are_over_once_and_schedules_the_next(self, bank, about):
        outcomes = [machines.run(bank, "loans_interest", about)["outcome"] for _ in range(2)]
        assert outcomes == ["ACCRUED", "NOTHING_DUE"]
        (posted,) = accruals(about)
        for delivery in posted["deliveries"]:
            relay.perform(delivery)
        name = f"loan-{about['loanId']}-{MONTHS + 1}"
        found = bank.clients("scheduler").get_schedule(Name=name, GroupName=settings.schedule_group())
        assert found["Target"]["Arn"] == bank.place.arn("machine/loans_interest")
        assert json.loads(found["Target"]["Input"]) == {"loanId": about["loanId"], "number": str(MONTHS + 1)}

    def test_waits_for_the_end_of_a_month_that_is_not_quite_over(self, bank):
        about = running_loan(clock.now() + timedelta(seconds=2))
        execution = machines.run(bank, "loans_interest", about)
        assert (execution["status"], execution["outcome"]) == ("SUCCEEDED", "ACCRUED")
        assert store.find_loan(about["loanId"]).accrued_months == MONTHS
        assert [each["name"] for each in accruals(about)[0]["deliveries"]] == [f"loan-{about['loanId']}-{MONTHS + 1}"]

    def test_records_interest_that_fails_for_good(self, bank, about):
        execution = machines.run(bank, "loans_interest", about, machines.without(bank, FUNCTION))
        assert (execution["status"], execution["error"]) == ("FAILED", "InterestNotPosted")
        (entry,) = machines.entries(about["loanId"])
        assert (entry["error"], entry["executionArn"], entry["status"]) == ("RuntimeError", execution["executionArn"], "OPEN")
        assert (entry["source"], entry["retry"]["machine"]) == ("loans_interest.AccrueInterest", "loans_interest")
        assert json.loads(entry["retry"]["input"]) == about
        assert accruals(about) == []

    def test_is_posted_once_when_an_administrator_retries_it(self, bank, about):
        machines.run(bank, "loans_interest", about, machines.without(bank, FUNCTION))
        (entry,) = machines.entries(about["loanId"])
        assert machines.retried(bank, entry)["outcome"] == "ACCRUED"
        assert len(accruals(about)) == 1

    def test_does_not_try_again_what_it_cannot_read(self, bank, about):
        execution = machines.run(bank, "loans_interest", {**about, "number": MONTHS})
        assert (execution["status"], execution["error"]) == ("FAILED", "InterestNotPosted")
        (entry,) = machines.entries(about["loanId"])
        assert entry["error"] == "MalformedInput"

    def test_ends_named_even_when_the_error_cannot_be_recorded(self, bank, about):
        replaced = machines.without(bank, FUNCTION) | machines.without_error_table(bank)
        execution = machines.run(bank, "loans_interest", about, replaced)
        assert (execution["status"], execution["error"]) == ("FAILED", "InterestNotPosted")
        assert machines.entries(about["loanId"]) == []
