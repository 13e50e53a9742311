"""What a rule would have said of transfers that were screened: counted page by page, by the rules that each was judged by."""

from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.transfers.operations import backtest as operation
from tests.integration.transfers.test_transfers import known, pay
from tests.support.accounts import bodies_to, deliver, standing
from tests.support.api import Answer, Caller, staff
from tests.support.screening import CASES, case_of, decline, rule, taken

pytestmark = pytest.mark.usefixtures("emulator")
RULES = "/api/v1/fraud/rules"


def text(hours: float = 0) -> str:
    return clock.to_text(clock.now() + timedelta(hours=hours))


def begin(risk: Caller, rule_id: str, since: str | None = None, until: str | None = None, **more: object) -> Answer:
    return risk.post(f"{RULES}/{rule_id}/backtest", {"since": since or text(-1), "until": until or text()}, **more)


def carried(risk: Caller, begun: Answer) -> tuple[Answer, int]:
    """To its end, by what the queue is told; and in how many steps."""
    path, done = f"{RULES}/{begun['ruleId']}/backtests/{begun['backtestId']}", 0
    while risk.get(path)["status"] == "RUNNING":
        messages = bodies_to("fraud-backtest-sqs", begun["backtestId"])
        assert deliver("transfers_backtest", messages[done], messages[done]) == []  # twice is once
        done += 1
        assert len(bodies_to("fraud-backtest-sqs", begun["backtestId"])) <= done + 1
    return risk.get(path), done


def draft(risk: Caller, target: str, action: str = "review") -> str:
    return risk.post(RULES, {"name": "Tried", "conditions": {"eq": ["payeeAccount", target]}, "action": action})["ruleId"]


@pytest.fixture
def risk() -> Caller:
    return staff("risk")


@pytest.fixture
def target(ada) -> str:
    return known(ada, standing())


class TestBacktest:
    @pytest.mark.parametrize("a_page", [2, 500])
    def test_counts_what_would_have_been_another_outcome(self, ada, risk, target, monkeypatch, a_page):
        monkeypatch.setattr(operation, "A_PAGE", a_page)
        source, since = ada.open(balance="50.00"), text()
        for _ in range(3):
            assert pay(ada, source, target, "1.00").status == 201
        begun = begin(risk, draft(risk, target), since)
        assert (begun.status, begun["status"], begun["looked"]) == (202, "RUNNING", 0)
        assert begun.headers["Location"].endswith(f"/backtests/{begun['backtestId']}")
        told, steps = carried(risk, begun)
        assert (told["judged"], told["hits"], told["unjudged"]) == (3, 3, 0)
        assert told["changes"] == [{"before": "allow", "after": "review", "payments": 3}]
        assert told["looked"] >= 3 and (steps > 2) == (told["looked"] > a_page)

    def test_says_how_much_of_what_was_confirmed_it_finds(self, ada, risk, target):
        other, source, since = known(ada, standing()), ada.open(balance="50.00"), text()
        for account, finding in ((target, "confirmed_risk"), (other, "confirmed_risk"), (target, "false_positive")):
            with rule({"eq": ["payeeAccount", account]}):
                held = pay(ada, source, account, "1.00")["transactionId"]
            has = taken(case_of(held))
            assert decline(has, held).status == 200
            closed = has.post(f"{CASES}/{case_of(held)}/close", {"finding": finding, "reason": "Looked into"})
            assert closed.status == 200
        told, _ = carried(risk, begin(risk, draft(risk, target, "block"), since))
        assert (told["judged"], told["hits"]) == (3, 2)
        assert (told["confirmed"], told["confirmedInAll"], told["falseAlarms"]) == (1, 2, 1)
        assert told["changes"] == [{"before": "review", "after": "block", "payments": 2}]

    def test_judges_withdrawals_that_were_held_too(self, ada, risk):
        source, since = ada.open(balance="50.00"), text()
        only = {"all": [{"eq": ["kind", "withdrawal"]}, {"eq": ["currency", "USD"]}, {"eq": ["amountMinor", 1234]}]}
        with rule(only):
            assert ada.settle(ada.begin("withdraw", source, "12.34"))["status"] == "PENDING"
        tried = risk.post(RULES, {"name": "Tried", "conditions": only, "action": "block"})["ruleId"]
        told, _ = carried(risk, begin(risk, tried, since))
        assert (told["hits"], told["changes"]) == (1, [{"before": "review", "after": "block", "payments": 1}])
        earlier, _ = carried(risk, begin(risk, tried, text(-2), since))
        assert earlier["hits"] == 0

    def test_changes_nothing_and_looks_at_its_time_alone(self, ada, risk, target):
        source = ada.open(balance="50.00")
        pay(ada, source, target, "1.00")
        tried = draft(risk, target)
        told, _ = carried(risk, begin(risk, tried, text(-100), text(-99)))
        assert (told["judged"], told["hits"], told["changes"]) == (0, 0, [])
        assert risk.get(f"{RULES}/{tried}")["status"] == "DRAFT" and pay(ada, source, target, "1.00").status == 201

    def test_of_a_rule_that_ships(self, risk):
        shipped = risk.get(RULES)["items"][0]["ruleId"]
        told, _ = carried(risk, begin(risk, shipped))
        assert told["version"] == 2 and told["hits"] <= told["judged"]

    def test_under_a_key_is_begun_once(self, risk, target):
        tried, times = draft(risk, target), (text(-1), text())
        first, again = (begin(risk, tried, *times, key="once") for _ in range(2))
        assert again.body == first.body and again.replayed

    def test_that_stood_still_goes_on_once_a_person_has_it_tried_again(self, ada, risk, target, monkeypatch):
        begun = begin(risk, draft(risk, target))
        path = f"{RULES}/{begun['ruleId']}/backtests/{begun['backtestId']}"
        (message,) = bodies_to("fraud-backtest-sqs", begun["backtestId"])
        with monkeypatch.context() as fault:
            fault.setattr(operation, "_SOURCES", ())
            assert deliver("transfers_backtest", message) == [0]
        assert deliver("transfers_backtest_failed", message) == []
        (entry,) = [each for each in dynamo.scan_all("transfer-error-table") if begun["backtestId"] in each["input"]]
        assert staff("operations").post(f"/admin/errors/{entry['uuid']}/retry", key=None).status == 202
        assert len(bodies_to("fraud-backtest-sqs", begun["backtestId"])) == 2
        while risk.get(path)["status"] == "RUNNING":
            assert deliver("transfers_backtest", *bodies_to("fraud-backtest-sqs", begun["backtestId"])) == []

    @pytest.mark.parametrize(
        ("since", "until", "field"), [(-1, 1, "until"), (-1, -2, "until"), (-1, -1, "until"), (-24 * 367, 0, "since")]
    )
    def test_of_no_time_is_refused(self, risk, target, since, until, field):
        now = clock.now()
        refused = begin(risk, draft(risk, target), *(clock.to_text(now + timedelta(hours=each)) for each in (since, until)))
        assert refused.status == 400 and refused["errors"][0]["field"] == field

    def test_is_for_risk_and_of_what_there_is(self, ada, risk, target):
        tried, nobody = draft(risk, target), "0198c0de-0000-7000-8000-000000000000"
        begun = begin(risk, tried)
        for other in (ada, staff("support")):
            assert begin(other, tried).status == other.get(f"{RULES}/{tried}/backtests/{nobody}").status == 403
        assert begin(risk, nobody)["code"] == "rule_not_found"
        assert risk.get(f"{RULES}/{tried}/backtests/{nobody}")["code"] == "backtest_not_found"
        assert risk.get(f"{RULES}/{draft(risk, target)}/backtests/{begun['backtestId']}")["code"] == "backtest_not_found"
