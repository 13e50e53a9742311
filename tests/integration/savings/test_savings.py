"""Savings goals and the optimiser on the emulator."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import post
from chalicelib.platform.call import Call
from chalicelib.savings.operations.contribute import contribute_by_schedule
from tests.support import streams
from tests.support.api import Caller

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def wallet(ada) -> str:
    return ada.open_wallet(balance="100.00")


def open_goal(ada: Caller, wallet: str, **changes):
    body = {"walletId": wallet, "name": "Bike", "target": "80.00", "targetDate": "2099-01-01", "contribution": {"amount": "50"}}
    return ada.post("/savings-goal", body | changes)


class TestOpenGoal:
    def test_starts_empty_with_its_projection(self, ada, wallet):
        goal = open_goal(ada, wallet)
        assert (goal.status, goal["saved"], goal["percent"], goal["onTrack"]) == (201, "0.00", "0.00", True)

    @pytest.mark.parametrize(
        "changes",
        [{"targetDate": "2020-01-01"}, {"targetDate": "soon"}, {"target": "0"}, {"contribution": {"amount": "-1"}},
         {"contribution": {"amount": "1", "every": "DAY"}}, {"name": ""}],
    )  # fmt: skip
    def test_refuses_what_is_no_goal(self, ada, wallet, changes):
        assert open_goal(ada, wallet, **changes).status == 400

    def test_refuses_the_wallet_of_another(self, wallet):
        assert open_goal(Caller(), wallet).status == 404


class TestContribute:
    def test_moves_money_from_the_wallet(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        moved = ada.post(f"/savings-goal/{goal}/contribute", {"amount": "20"})
        assert (moved.status, moved["saved"], moved["walletBalance"]) == (201, "20.00", "80.00")
        assert ada.get(f"/savings-goal/{goal}")["percent"] == "25.00"

    def test_refuses_more_than_the_wallet_has(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        refused = ada.post(f"/savings-goal/{goal}/contribute", {"amount": "100.01"})
        assert (refused.status, refused["code"]) == (422, "insufficient_funds")

    def test_hides_the_goals_of_others(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        assert Caller().get(f"/savings-goal/{goal}").status == 404
        assert Caller().post(f"/savings-goal/{goal}/contribute", {"amount": "1"}).status == 404


class TestWithdraw:
    def test_moves_money_back_to_the_wallet(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        ada.post(f"/savings-goal/{goal}/contribute", {"amount": "60"})
        moved = ada.post(f"/savings-goal/{goal}/withdraw", {"amount": "25"}, key="once")
        assert (moved.status, moved["saved"], moved["walletBalance"]) == (201, "35.00", "65.00")
        assert ada.post(f"/savings-goal/{goal}/withdraw", {"amount": "25"}, key="once").body == moved.body
        assert ada.get(f"/savings-goal/{goal}")["saved"] == "35.00"

    def test_refuses_more_than_was_saved(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        ada.post(f"/savings-goal/{goal}/contribute", {"amount": "60"})
        refused = ada.post(f"/savings-goal/{goal}/withdraw", {"amount": "60.01"})
        assert (refused.status, refused["code"]) == (422, "insufficient_funds")
        assert ada.get(f"/savings-goal/{goal}")["saved"] == "60.00"

    def test_gives_what_is_there_once_to_twenty_who_ask_at_once(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        ada.post(f"/savings-goal/{goal}/contribute", {"amount": "60"})
        with ThreadPoolExecutor(20) as pool:
            asked = [pool.submit(ada.post, f"/savings-goal/{goal}/withdraw", {"amount": "20"}) for _ in range(20)]
        statuses = [each.result().status for each in asked]
        assert statuses.count(201) == 3 and ada.get(f"/wallet/{wallet}")["balance"] == "100.00"

    def test_hides_the_goals_of_others(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        assert Caller().post(f"/savings-goal/{goal}/withdraw", {"amount": "1"}).status == 404


class TestCloseGoal:
    def test_gives_everything_back_and_takes_nothing_more(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        ada.post(f"/savings-goal/{goal}/contribute", {"amount": "60"})
        asked = ada.post(f"/savings-goal/{goal}/close?dryRun=true")
        assert (asked["saved"], ada.get(f"/savings-goal/{goal}")["status"]) == ("0.00", "OPEN")
        closed = ada.post(f"/savings-goal/{goal}/close", key="once")
        assert (closed.status, closed["status"], closed["saved"], closed["walletBalance"]) == (201, "CLOSED", "0.00", "100.00")
        assert ada.post(f"/savings-goal/{goal}/close", key="once").body == closed.body
        assert ada.get(f"/savings-goal/{goal}")["status"] == "CLOSED"
        for act, body in (("contribute", {"amount": "1"}), ("withdraw", {"amount": "1"}), ("close", None)):
            refused = ada.post(f"/savings-goal/{goal}/{act}", body)
            assert (refused.status, refused["code"]) == (409, "goal_closed")

    def test_closes_an_empty_goal(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        assert ada.post(f"/savings-goal/{goal}/close")["status"] == "CLOSED"

    def test_ends_the_plan(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        ada.post(f"/savings-goal/{goal}/close")
        assert contribute_by_schedule(goal, 1, Call(clock.now())) == "CLOSED"
        assert streams.outbox(f"goal-{goal}-2") == []

    def test_hides_the_goals_of_others(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        assert Caller().post(f"/savings-goal/{goal}/close").status == 404


class TestContributeBySchedule:
    def test_contributes_once_per_number_and_stops_at_the_target(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        outcomes = [contribute_by_schedule(goal, number, Call(clock.now())) for number in (1, 1, 2, 3)]
        assert outcomes == ["CONTRIBUTED", "CONTRIBUTED", "CONTRIBUTED", "REACHED"]
        assert ada.get(f"/savings-goal/{goal}")["saved"] == "80.00"

    def test_never_passes_the_target_when_money_comes_by_hand_meanwhile(self, ada, wallet, monkeypatch):
        goal = open_goal(ada, wallet)["goalId"]

        def post_late(posting):
            ada.post(f"/savings-goal/{goal}/contribute", {"amount": "60"})
            return post(posting)

        monkeypatch.setattr("chalicelib.savings.operations.contribute.post", post_late)
        assert contribute_by_schedule(goal, 1, Call(clock.now())) == "CONTRIBUTED"
        assert ada.get(f"/savings-goal/{goal}")["saved"] == "80.00"

    def test_fills_the_goal_exactly_when_several_fire_at_once(self, ada, wallet):
        ada.post(f"/wallet/{wallet}/credit", {"amount": "900"})
        goal = open_goal(ada, wallet)["goalId"]
        with ThreadPoolExecutor(6) as pool:
            outcomes = list(pool.map(lambda number: contribute_by_schedule(goal, number, Call(clock.now())), range(1, 7)))
        assert sorted(outcomes) == ["CONTRIBUTED"] * 2 + ["REACHED"] * 4
        assert ada.get(f"/savings-goal/{goal}")["saved"] == "80.00"

    def test_tells_the_customer_when_the_wallet_cannot_pay_and_tries_next_time(self, ada, wallet):
        goal = open_goal(ada, wallet)["goalId"]
        ada.post(f"/wallet/{wallet}/debit", {"amount": "90"})
        assert contribute_by_schedule(goal, 1, Call(clock.now())) == "DECLINED"
        (fact,) = [item for item in streams.outbox(goal) if item["fact"] == "goal.contribution.declined"]
        assert [each["kind"] for each in fact["deliveries"]] == ["queue", "schedule"]


class TestOptimiseDebt:
    LOANS = [
        {"name": "card", "balance": "5000", "interestRate": "19.99", "minimumPayment": "100"},
        {"name": "car", "balance": "2000", "interestRate": "5", "minimumPayment": "50"},
    ]

    def test_compares_both_strategies(self, ada):
        plans = ada.post("/debt/optimise", {"loans": self.LOANS, "monthlyBudget": "400"}, key=None)
        assert (plans["avalanche"]["months"], plans["snowball"]["months"]) == (20, 21)
        assert plans["interestSaved"] == "328.25"

    def test_names_the_budget_that_would_do(self, ada):
        refused = ada.post("/debt/optimise", {"loans": self.LOANS, "monthlyBudget": "80"}, key=None)
        assert (refused.status, refused["code"]) == (422, "budget_too_small")
        enough = {"loans": self.LOANS, "monthlyBudget": refused["requiredBudget"]}
        assert ada.post("/debt/optimise", enough, key=None).status == 200

    def test_refuses_two_loans_of_one_name(self, ada):
        assert ada.post("/debt/optimise", {"loans": self.LOANS[:1] * 2, "monthlyBudget": "400"}, key=None).status == 400
