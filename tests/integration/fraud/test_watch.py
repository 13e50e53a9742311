"""What is looked at once it has happened: nothing is refused, and a person is asked to look once an event."""

import json
from collections import Counter

import pytest

from chalicelib.platform import dynamo
from tests.support import documents, reviews
from tests.support.accounts import Saver, deliver, ledger_events, outbox_of
from tests.support.api import Caller, staff
from tests.support.pdfs import pdf
from tests.support.screening import CASES, blacklisted, rule

pytestmark = pytest.mark.usefixtures("emulator")
WATCH = "fraud_watch"


def cash_events(saver: Saver) -> list[dict]:
    return [event for event in ledger_events(saver.user_id) if any(leg["account"] == "bank:cash" for leg in event["legs"])]


def opened_events(saver: Saver) -> list[dict]:
    told = [json.loads(each["body"]) for each in outbox_of(saver.user_id) if each.get("type", "").endswith("account.created")]
    return [event for event in told if event["data"]["ownerId"] == saver.user_id]


def cases_of(account_id: str) -> list[dict]:
    risk = staff("risk")
    found = [item for item in dynamo.scan_all("fraud-cases") if item["part"] == "case" and item["account_id"] == account_id]
    return [risk.get(f"{CASES}/{item['case_id']}").body for item in found]


class TestCash:
    def test_is_nothing_to_look_at_while_every_rule_is_in_the_shadow(self):
        ada = Saver()
        account = ada.open(balance="9000.00")
        assert deliver(WATCH, *cash_events(ada)) == [] and cases_of(account) == []

    def test_that_is_split_is_one_case_however_often_it_is_told(self):
        ada = Saver()
        account, other = ada.open(balance="9000.00"), ada.open(balance="8000.00")
        with rule({"all": [{"eq": ["kind", "cashIn"]}, {"gte": ["nearReportCount3d", 3]}]}):
            assert deliver(WATCH, *cash_events(ada)) == []
            assert cases_of(account) == cases_of(other) == []
            wallet = ada.open_wallet("10000.00")
            *_, last = cash_events(ada)
            assert deliver(WATCH, last, last) == [] and deliver(WATCH, last) == []
        (found,) = cases_of(wallet)
        (hit,) = found["payments"]
        assert (hit["kind"], hit["amount"], hit["moneyHeld"], found["case"]["waiting"]) == ("cashIn", "10000.00", False, 0)
        assert ada.get(f"/wallet/{wallet}")["balance"] == "10000.00"  # nothing is refused or held
        kinds = Counter(each["type"].rpartition(".")[2] for each in outbox_of(wallet) if "fraud" in each.get("type", ""))
        assert kinds == {"detected": 1}

    def test_of_who_stands_on_the_blacklist_is_a_case_of_high_risk(self):
        ada = Saver()
        account = ada.open(balance="10.00")
        with blacklisted(ada.user_id, kind="customer"):
            assert deliver(WATCH, *cash_events(ada)) == []
        (found,) = cases_of(account)
        assert (found["case"]["cause"], found["case"]["riskLevel"]) == ("blacklist", "HIGH")

    def test_that_the_journal_does_not_know_is_nobodys(self):
        ada = Saver()
        account = ada.open(balance="10.00")
        (event,) = cash_events(ada)
        with blacklisted(ada.user_id, kind="customer"):
            assert deliver(WATCH, {**event, "postingId": "0198c0de-0000-7000-8000-000000000000"}) == [0]
        assert cases_of(account) == []

    def test_what_left_is_no_case(self):
        ada = Saver()
        account = ada.open(balance="10.00")
        ada.settle(ada.begin("withdraw", account, "1.00"))
        *_, event = cash_events(ada)
        assert event["kind"] == "WITHDRAW_EVENT"
        with blacklisted(ada.user_id, kind="customer"):
            assert deliver(WATCH, event) == []
        assert cases_of(account) == []


@pytest.fixture
def customer() -> Saver:
    """Somebody new, with a profile, who gave another's document."""
    person, content = reviews.customer(), pdf(pages=9)
    for each in (Caller(), Caller(user_id=person.user_id)):
        documents.clean(each, content)
    return Saver(user_id=person.user_id)


class TestOpenings:
    @pytest.mark.parametrize(
        "conditions", [{"gte": ["openAccounts", 2]}, {"lt": ["addressAgeHours", 24]}, {"eq": ["documentReused", True]}], ids=str
    )
    def test_are_looked_at_by_what_is_known_of_the_customer(self, conditions, customer):
        first = customer.open()
        with rule(conditions):
            second = customer.open()
            assert deliver(WATCH, *opened_events(customer)) == []
        assert [len(cases_of(account)) for account in (first, second)] == [1, 1]
        (found,) = cases_of(second)
        (hit,) = found["payments"]
        assert found["case"]["riskLevel"] == "MEDIUM"
        assert (hit["kind"], hit["amount"], hit["transactionId"]) == ("opening", None, second)

    @pytest.mark.parametrize("conditions", [{"gte": ["openAccounts", 2]}, {"eq": ["documentReused", True]}], ids=str)
    def test_are_nothing_where_nothing_stands_against_them(self, conditions):
        ada = Saver()
        account = ada.open()
        with rule(conditions):
            assert deliver(WATCH, *opened_events(ada)) == []
        assert cases_of(account) == []

    def test_of_who_has_no_address_is_a_fault_that_a_person_looks_at(self):
        ada = Saver()
        account = ada.open()
        with rule({"lt": ["addressAgeHours", 24]}):
            assert deliver(WATCH, *opened_events(ada)) == []
        (found,) = cases_of(account)
        assert found["case"]["riskLevel"] == "LOW"
