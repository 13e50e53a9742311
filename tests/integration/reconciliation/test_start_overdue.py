"""What a schedule did not start is found in its row by night, started again under a name of its own, and found done after."""

import json
from datetime import datetime, timedelta

import pytest

from chalicelib.holds.operations.sweep_hold import sweep_hold
from chalicelib.kernel import clock
from chalicelib.ledger.public import post
from chalicelib.loans.operations.accrue_interest import accrue_interest
from chalicelib.loans.operations.start_loan import start_loan
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.reconciliation import tasks
from chalicelib.reconciliation.operations import start_overdue as overdue
from chalicelib.reconciliation.operations.start_overdue import start_overdue
from chalicelib.savings.operations.contribute import contribute_by_schedule
from chalicelib.wallets import postings as wallet_postings
from tests.support.accounts import Saver
from tests.support.api import staff

# An account of its own in which no relay runs: no schedule is ever made.
pytestmark = pytest.mark.usefixtures("empty_tables")
MONTH = timedelta(days=32)


def after(**time: float) -> datetime:
    return clock.now() + timedelta(**time)


def started(about: str) -> list[dict]:
    """The executions that a night asked for, of one thing."""
    facts = [item for item in dynamo.scan_all("outbox-table") if item["fact"].startswith("overdue.")]
    return [each for fact in sorted(facts, key=lambda item: item["at"]) for each in fact["deliveries"] if about in each["name"]]


@pytest.fixture
def ada() -> Saver:
    return Saver()


@pytest.fixture
def wallet(ada) -> str:
    return ada.open_wallet(balance="200.00")


class TestHolds:
    @pytest.fixture
    def hold(self, ada, wallet) -> str:
        body = {"accountId": wallet, "amount": "4", "expiresAt": clock.to_text(after(hours=1))}
        return ada.post("/holds", body)["holdId"]

    def test_are_swept_when_their_schedule_was_lost(self, ada, hold):
        assert start_overdue(now=after(hours=2))["holds"] == 0, "its schedule may still come"
        assert start_overdue(now=after(hours=4))["holds"] == 1
        (start,) = started(hold)
        assert (start["kind"], start["machine"], start["name"]) == ("execution", "ledger_hold_expiry", f"hold-{hold}-r1")
        assert json.loads(start["input"]) == {"holdId": hold, "ownerId": ada.user_id, "correlationId": ""}
        assert sweep_hold(ada.user_id, hold, Call(after(hours=4))) == "EXPIRED"
        assert start_overdue(now=after(days=2))["holds"] == 0
        assert ada.get(f"/holds/{hold}")["status"] == "EXPIRED"

    def test_are_started_once_a_day_until_they_are_swept(self, hold):
        for now in (after(hours=4), after(hours=5), after(hours=30)):
            assert start_overdue(now=now)["holds"] == 1
        assert {each["name"] for each in started(hold)} == {f"hold-{hold}-r1", f"hold-{hold}-r2"}

    def test_are_left_alone_once_captured(self, ada, hold):
        ada.post(f"/holds/{hold}/capture", {"amount": "1", "final": True})
        assert start_overdue(now=after(days=2))["holds"] == 0

    def test_of_an_account_that_was_closed_are_done_with(self, ada):
        account = ada.open(balance="1.00")
        end = clock.to_text(after(seconds=0.3))
        hold = ada.post("/holds", {"accountId": account, "amount": "1", "expiresAt": end})["holdId"]
        while clock.to_text(clock.now()) <= end:
            pass
        ada.settle(ada.begin("withdraw", account, "1"))
        assert ada.post(f"/accounts/{account}/close").status == 200
        assert start_overdue(now=after(hours=4))["holds"] == 1
        sweep_hold(ada.user_id, hold, Call(after(hours=4)))
        assert start_overdue(now=after(days=2))["holds"] == 0


class TestInterest:
    @pytest.fixture
    def loan(self, ada, wallet) -> str:
        return self.borrow(ada, wallet, "12")

    def borrow(self, ada: Saver, wallet: str, rate: str) -> str:
        terms = {"walletId": wallet, "amount": "1000.00", "interestRate": rate, "termMonths": 12}
        loan = ada.post("/loan", terms)["loanId"]
        assert staff("lending").post(f"/loan/{loan}/approve").status == 200
        event = {"loanId": loan, "walletId": wallet, "ownerId": ada.user_id, "amountMinor": "100000", "currency": "USD"}
        post(wallet_postings.disbursement(event, Call(clock.now())))
        start_loan(loan, clock.to_text(clock.now()), Call(clock.now()))
        return loan

    def test_is_posted_when_its_schedule_was_lost(self, loan):
        assert start_overdue(now=after(days=20))["interest"] == 0
        night = clock.now() + MONTH
        assert start_overdue(now=night)["interest"] == 1
        (start,) = started(loan)
        assert (start["machine"], start["name"].rpartition("-r")[0]) == ("loans_interest", f"loan-{loan}-1")
        assert json.loads(start["input"]) == {"loanId": loan, "number": "1"}
        assert accrue_interest(loan, 1, Call(night)) == "ACCRUED"
        assert start_overdue(now=night + timedelta(days=1))["interest"] == 0

    def test_of_months_is_one_start_for_the_last(self, loan):
        assert start_overdue(now=clock.now() + 3 * MONTH)["interest"] == 1
        assert [json.loads(each["input"])["number"] for each in started(loan)] == ["3"]

    def test_is_never_overdue_where_there_is_none(self, ada, wallet):
        self.borrow(ada, wallet, "0")
        assert start_overdue(now=clock.now() + MONTH)["interest"] == 0

    def test_ends_with_the_loan(self, ada, loan):
        assert ada.post(f"/loan/{loan}/repay", {"amount": "1000"})["status"] == "PAID_OFF"
        assert start_overdue(now=clock.now() + MONTH)["interest"] == 0


class TestContributions:
    def open_goal(self, ada: Saver, wallet: str, **changes) -> str:
        body = {"walletId": wallet, "name": "Bike", "target": "80", "targetDate": "2099-01-01"}
        return ada.post("/savings-goal", body | {"contribution": {"amount": "50", "every": "WEEK"}} | changes)["goalId"]

    def test_are_made_when_their_schedule_was_lost(self, ada, wallet):
        goal = self.open_goal(ada, wallet)
        assert start_overdue(now=after(days=6))["contributions"] == 0
        assert start_overdue(now=after(days=8))["contributions"] == 1
        (start,) = started(goal)
        assert (start["machine"], start["name"]) == ("savings_contribute", f"goal-{goal}-1-r2")
        assert json.loads(start["input"]) == {"goalId": goal, "number": "1"}
        assert contribute_by_schedule(goal, 1, Call(after(days=8))) == "CONTRIBUTED"
        assert start_overdue(now=after(days=9))["contributions"] == 0

    def test_of_weeks_are_not_taken_out_of_the_wallet_at_once(self, ada, wallet):
        goal = self.open_goal(ada, wallet)
        assert start_overdue(now=after(days=22))["contributions"] == 1
        assert [json.loads(each["input"])["number"] for each in started(goal)] == ["3"]

    def test_that_the_wallet_could_not_pay_are_done_with(self, ada, wallet):
        goal = self.open_goal(ada, wallet)
        ada.post(f"/wallet/{wallet}/debit", {"amount": "190"})
        assert contribute_by_schedule(goal, 1, Call(after(days=7))) == "DECLINED"
        assert start_overdue(now=after(days=8))["contributions"] == 0

    def test_end_when_the_goal_is_full(self, ada, wallet):
        goal = self.open_goal(ada, wallet)
        ada.post(f"/savings-goal/{goal}/contribute", {"amount": "80"})
        assert start_overdue(now=after(days=8))["contributions"] == 0

    def test_by_hand_only_are_never_overdue(self, ada, wallet):
        self.open_goal(ada, wallet, contribution=None)
        assert start_overdue(now=after(days=8))["contributions"] == 0


class TestANight:
    def test_starts_so_many_and_leaves_the_rest_to_the_next(self, ada, wallet, monkeypatch):
        monkeypatch.setattr(overdue, "MAXIMUM_STARTED", 2)
        for _ in range(3):
            ada.post("/holds", {"accountId": wallet, "amount": "1", "expiresAt": clock.to_text(after(hours=1))})
        assert start_overdue(now=after(hours=4)) == {"interest": 0, "contributions": 0, "holds": 2}

    def test_counts_what_it_started_for_the_alarm(self, ada, wallet, monkeypatch):
        ada.post("/holds", {"accountId": wallet, "amount": "1", "expiresAt": clock.to_text(after(hours=1))})
        counted: list[tuple[str, int]] = []
        monkeypatch.setattr(tasks, "count", lambda name, times: counted.append((name, times)))
        moment = after(hours=4)
        monkeypatch.setattr(tasks.clock, "now", lambda: moment)
        assert tasks.start_overdue({}, None) == {"outcome": "OVERDUE", "interest": 0, "contributions": 0, "holds": 1}
        assert counted == [("OverdueStarted", 1)]
