"""Every way to pay is screened by the same rules and lists, in the read that brings the account."""

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.wallets.operations.process_payment import process_payment
from tests.integration.transfers.test_transfers import known, pay
from tests.support.accounts import Saver, bodies_to, standing
from tests.support.api import Answer, staff
from tests.support.calls import calls
from tests.support.screening import blacklisted, rule

pytestmark = pytest.mark.usefixtures("emulator")


class Ways:
    """The older ways to pay of one customer: each answers, or tells as an answer does what became of it."""

    def __init__(self) -> None:
        self.ada = Saver()
        self.account, self.wallet = self.ada.open(balance="50.00"), self.ada.open_wallet("50.00")
        about = {"userId": self.ada.user_id, "type": "credit", "amount": "50.00"}
        self.ada.post("/transactions", about, key="opening")

    def debit(self) -> Answer:
        return self.ada.post(f"/wallet/{self.wallet}/debit", {"amount": "1.00"})

    def balance(self) -> Answer:
        return self.ada.post("/transactions", {"userId": self.ada.user_id, "type": "debit", "amount": "1.00"}, key="fresh")

    def payment(self) -> Answer:
        return self.ada.post("/payment", {"walletId": self.wallet, "merchant": "Shop", "amount": "1.00"})

    def withdrawal(self) -> dict:
        return self.ada.settle(self.ada.begin("withdraw", self.account, "1.00"))

    def money(self) -> list[str]:
        ada = self.ada
        return [
            ada.get(f"/wallet/{self.wallet}")["available"],
            ada.money(self.account),
            ada.get(f"/balance?userId={ada.user_id}")["balance"],
        ]


@pytest.fixture
def ways() -> Ways:
    return Ways()


WAYS = ("debit", "balance", "payment", "withdrawal")


def refusal(answer: Answer | dict) -> str | None:
    if isinstance(answer, dict):
        return answer["reason"] and answer["reason"]["code"]
    return answer.body.get("code")


class TestEveryWay:
    @pytest.mark.parametrize("way", WAYS)
    def test_goes_through_where_nothing_stands_against_it(self, ways, way):
        answer = getattr(ways, way)()
        assert (answer["status"] == "SUCCESSFUL") if isinstance(answer, dict) else answer.status < 300

    @pytest.mark.parametrize("way", WAYS)
    def test_is_declined_for_who_stands_on_the_blacklist(self, ways, way):
        before = ways.money()
        with blacklisted(ways.ada.user_id, kind="customer"):
            answer = getattr(ways, way)()
        assert refusal(answer) == "declined_by_policy" and ways.money() == before

    def test_pays_nobody_who_stands_on_the_blacklist(self):
        """Whichever account of theirs it is, and whoever pays; on the whitelist they are for what they pay themselves."""
        ada, bob, risk = standing(), standing(), staff("risk")
        source, target = ada.open(balance="50.00"), known(ada, bob)
        asked = {"kind": "transfer", "accountId": source, "amount": "30.00", "currency": "USD", "payeeAccount": target}
        made = pay(ada, source, target, "1.00")["transactionId"]
        with blacklisted(bob.user_id, kind="customer"):
            assert pay(ada, source, target)["code"] == "declined_by_policy"
            for body in (asked, {"transactionId": made}):
                told = risk.post("/api/v1/fraud/analyze", body, key=None)
                assert (told["outcome"], told["listed"]) == ("block", ["black:payee"])
        entry = risk.post("/api/v1/fraud/whitelist", {"kind": "customer", "value": bob.user_id, "reason": "Known"})
        with rule({"eq": ["payeeAccount", target]}):
            assert risk.post("/api/v1/fraud/analyze", asked, key=None)["outcome"] == "review"
        risk.delete(f"/api/v1/fraud/whitelist/{entry['entryId']}")
        assert pay(ada, source, target, "1.00").status == 201

    @pytest.mark.parametrize("way", ["debit", "balance"])
    def test_moves_nothing_where_a_rule_wants_a_review_and_there_is_nowhere_to_wait(self, ways, way):
        before = ways.money()
        kind = "debit" if way == "balance" else way
        with rule({"all": [{"eq": ["kind", kind]}, {"eq": ["currency", "USD"]}, {"eq": ["amountMinor", 100]}]}):
            answer = getattr(ways, way)()
        assert refusal(answer) == "under_review" and ways.money() == before
        assert refusal(getattr(ways, way)()) is None

    def test_is_rehearsed_before_there_is_a_balance(self):
        ada = Saver()
        asked = {"userId": ada.user_id, "type": "debit", "amount": "1.00"}
        with blacklisted(ada.user_id, kind="customer"):
            assert refusal(ada.post("/transactions?dryRun=true", asked, key="fresh")) == "declined_by_policy"
        assert ada.post("/transactions?dryRun=true", asked, key="fresh")["balance"] == "99.00"

    def test_is_judged_when_the_money_moves_too(self, ways):
        payment = ways.payment()["transactionId"]
        (event,) = bodies_to("payment_events", payment)
        with blacklisted("SHOP"):
            told = process_payment(event, Call(clock.now()))
        assert told["eventType"] == "PAYMENT_FAILED" and "merchant_blocked" in told["body"]

    def test_each_is_counted_in_its_account_and_so_a_fact_of_the_next(self, ways):
        """Cash that comes in too, apart; a rule about how much left the account stops the next payment, whichever way it is."""
        for way in WAYS:
            assert refusal(getattr(ways, way)()) is None
        asked = [{"gte": ["count24h", 1]}, {"gte": ["sumMinor1h", 100]}, {"gte": ["cashInSumMinor7d", 5_000]}]
        with rule({"all": [{"eq": ["currency", "USD"]}, *asked]}):
            assert [refusal(getattr(ways, way)()) for way in ("debit", "balance")] == ["under_review"] * 2
            assert ways.withdrawal()["status"] == "PENDING"

    def test_costs_no_further_read(self, ways):
        ways.debit()
        with calls() as made:
            ways.debit()
        assert made == ["BatchGetItem", "TransactWriteItems"]


class TestAnalyze:
    PATH = "/api/v1/fraud/analyze"

    def test_says_what_would_be_said_and_moves_nothing(self):
        ada, bob, risk = standing(), Saver(), staff("risk")
        source, target = ada.open(balance="50.00"), bob.open()
        asked = {"kind": "transfer", "accountId": source, "amount": "30.00", "currency": "USD", "payeeAccount": target}
        told = risk.post(self.PATH, asked, key=None)
        assert (told["outcome"], told["facts"]["newPayee"], told["facts"]["amountMinor"]) == ("allow", True, 3_000)
        assert told["facts"]["customerLevel"] == "NONE"  # she has made no profile that her standing could be found by
        with rule({"eq": ["payeeAccount", target]}, "block"):
            assert risk.post(self.PATH, asked, key=None)["outcome"] == "block"
        assert ada.money(source) == "50.00"

    def test_knows_every_way(self):
        ada, risk = Saver(), staff("risk")
        asked = {"accountId": ada.open(balance="50.00"), "amount": "1", "currency": "USD"}
        with blacklisted("Shop"):
            for kind, outcome in (("withdrawal", "allow"), ("debit", "allow"), ("payment", "block"), ("purchase", "block")):
                merchant = {"merchant": "SHOP"} if outcome == "block" else {}
                assert risk.post(self.PATH, {**asked, "kind": kind, **merchant}, key=None)["outcome"] == outcome

    def test_judges_a_transfer_by_the_rules_of_now(self):
        ada, bob, risk = standing(), Saver(), staff("risk")
        source, target = ada.open(balance="50.00"), known(ada, bob)
        made = pay(ada, source, target)["transactionId"]
        assert risk.post(self.PATH, {"transactionId": made}, key=None)["outcome"] == "allow"
        with rule({"eq": ["payeeAccount", target]}):
            assert risk.post(self.PATH, {"transactionId": made}, key=None)["outcome"] == "review"
        looks = [
            each for each in dynamo.scan_all("audit-table") if each["who"] == risk.user_id and each["what"] == "fraud.analyze"
        ]
        assert {each["whom"] for each in looks} == {ada.user_id, bob.user_id}

    @pytest.mark.parametrize(
        "body",
        [
            {}, {"kind": "transfer"}, {"transactionId": "0198c0de-0000-7000-8000-000000000000", "kind": "debit"},
            {"kind": "debit", "accountId": "0198c0de-0000-7000-8000-000000000000", "amount": "1", "currency": "USD", "merchant": "Shop"},
            {"kind": "transfer", "accountId": "0198c0de-0000-7000-8000-000000000000", "amount": "1", "currency": "USD"},
        ],
    )  # fmt: skip
    def test_refuses_what_is_no_payment(self, body):
        assert staff("risk").post(self.PATH, body, key=None).status == 400

    def test_is_for_risk_and_of_what_there_is(self):
        assert Saver().post(self.PATH, {"transactionId": staff("risk").user_id}, key=None).status == 403
        risk, ada = staff("risk"), Saver()
        assert risk.post(self.PATH, {"transactionId": ada.user_id}, key=None)["code"] == "transaction_not_found"
        asked = {"kind": "debit", "accountId": ada.user_id, "amount": "1", "currency": "USD"}
        assert risk.post(self.PATH, asked, key=None)["code"] == "account_not_found"
        other = {**asked, "accountId": ada.open(), "currency": "EUR"}
        assert risk.post(self.PATH, other, key=None)["code"] == "currency_mismatch"
