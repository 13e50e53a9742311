"""Payments on the emulator: the request, the outcome that is set once, and who may see it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.limits import public as limits
from chalicelib.payments import store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.payments.operations.settle_payment import settle_payment
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.wallets.operations.process_payment import process_payment
from tests.integration.transfers.test_transfers import pay as pay_to
from tests.support import streams
from tests.support.accounts import Saver, deliver, standing
from tests.support.api import Caller, staff
from tests.support.screening import blacklisted

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def wallet(ada) -> str:
    return ada.open_wallet()


def pay(ada: Caller, wallet: str, key: str = "fresh", **changes):
    return ada.post("/payment", {"walletId": wallet, "merchant": "Shop", "amount": "10.00"} | changes, key=key)


def told(payment: str, fact: str) -> list[dict]:
    return [item for item in streams.outbox(payment) if item["fact"] == fact]


def debited(payment: str) -> None:
    """The wallet's side has taken the request."""
    (fact,) = told(payment, "payment.requested")
    process_payment(json.loads(fact["deliveries"][0]["body"]), Call(clock.now()))


class TestRequestPayment:
    def test_is_pending_and_published_with_its_request(self, ada, wallet):
        payment = pay(ada, wallet)
        assert (payment.status, payment["status"]) == (202, "PENDING")
        (fact,) = told(payment["transactionId"], "payment.requested")
        assert fact["deliveries"][0]["eventType"] == "PAYMENT_REQUESTED"

    def test_asks_once_per_key(self, ada, wallet):
        first, again = pay(ada, wallet, key="k"), pay(ada, wallet, key="k")
        assert again.body == first.body and again.replayed
        assert len(told(first["transactionId"], "payment.requested")) == 1

    def test_refuses_the_wallet_of_another(self, wallet):
        assert pay(Caller(), wallet).status == 404

    @pytest.mark.parametrize("merchant", ["", " x", "a\nb", "x" * 201, 7, "\ud800", "\u200b", "★", "a\u202eb"])
    def test_refuses_what_is_no_merchant(self, ada, wallet, merchant):
        assert pay(ada, wallet, merchant=merchant).status == 400

    @pytest.fixture
    def evil(self, ada):
        with blacklisted("evil casino", "straße"):
            yield

    @pytest.mark.parametrize(
        "merchant", ["evil casino", "evil\u200bcasino", "ｅｖｉｌ ｃａｓｉｎｏ", "ev\u0456l casino", "STRASSE", "straße"]
    )
    def test_declines_a_blocked_merchant_and_asks_the_wallet_for_nothing(self, ada, wallet, evil, merchant):
        refused = pay(ada, wallet, key="k", merchant=merchant)
        assert (refused.status, refused["code"]) == (422, "merchant_blocked")
        assert not any(item["fact"] == "payment.requested" for item in streams.outbox(wallet))
        assert pay(ada, wallet, key="k", merchant=merchant).replayed
        tried = ada.post("/payment?dryRun=true", {"walletId": wallet, "merchant": merchant, "amount": "10.00"}, key=None)
        assert (tried.status, tried["code"]) == (422, "merchant_blocked")

    def test_of_a_frozen_wallet_is_told_by_a_dry_run(self, ada):
        wallet = ada.open_wallet("20.00")
        body = {"walletId": wallet, "merchant": "Shop", "amount": "10.00"}
        assert ada.post("/payment?dryRun=true", body, key=None).status == 200
        staff("support").post(f"/admin/customers/{ada.user_id}/freeze", {"reason": "asked to"}, key=None)
        tried = ada.post("/payment?dryRun=true", body, key=None)
        assert (tried.status, tried["code"]) == (423, "account_frozen")

    def test_of_a_merchant_blocked_since_is_answered_as_before(self, ada, wallet):
        first = pay(ada, wallet, key="k")
        with blacklisted("shop"):
            again = pay(ada, wallet, key="k")
        assert (again.status, again.body, again.replayed) == (202, first.body, True)

    def test_is_hidden_from_others(self, ada, wallet):
        payment = pay(ada, wallet)["transactionId"]
        assert Caller().get(f"/payment/{payment}").status == 404


class TestPayFromAnAccount:
    PATH = "/api/v1/transactions/payment"

    @pytest.fixture
    def bea(self) -> Saver:
        return standing("BASIC")

    def ask(self, payer: Saver, account: str, amount: str, query: str = ""):
        return payer.post(self.PATH + query, {"fromAccountId": account, "merchant": "Bakery", "amount": amount})

    def sent_today(self, payer: Saver) -> int:
        return dynamo.get(*limits.spending_row(payer.user_id, "USD"))["day_minor"]

    @pytest.mark.parametrize("product", ["checking", "savings"])
    def test_debits_the_account_like_a_wallet(self, bea, product):
        account = bea.open(product, balance="20.00")
        asked = bea.post(self.PATH, {"fromAccountId": account, "merchant": "Bakery", "amount": "7.50", "reference": "bread"})
        assert (asked.status, asked["status"]) == (202, "PENDING")
        debited(asked["transactionId"])
        settle_payment(asked["transactionId"], Call(clock.now()))
        paid = bea.get(f"/payment/{asked['transactionId']}")
        assert (paid["status"], paid["walletId"], paid["accountId"], paid["reference"]) == ("SUCCESSFUL", None, account, "bread")
        assert bea.money(account) == "12.50" and bea.get("/payments")["items"] == [paid.body]

    def test_refuses_what_is_not_there_and_moves_nothing(self, bea):
        account = bea.open(balance="5.00")
        asked = bea.post(self.PATH, {"fromAccountId": account, "merchant": "Bakery", "amount": "7.50"})
        debited(asked["transactionId"])
        settle_payment(asked["transactionId"], Call(clock.now()))
        assert bea.get(f"/payment/{asked['transactionId']}")["reason"] == "insufficient_funds" and bea.money(account) == "5.00"

    def test_is_for_those_whom_the_bank_knows(self):
        nobody = Saver()
        account = nobody.open(balance="20.00")
        for query in ("", "?dryRun=true"):
            refused = self.ask(nobody, account, "7.50", query)
            assert (refused.status, refused["code"], refused["level"]) == (403, "kyc_required", "BASIC")
        assert nobody.get("/payments")["items"] == [] and nobody.money(account) == "20.00"

    def test_takes_of_the_limit_that_transfers_take_of(self, bea):
        account, target = bea.open(balance="2000.00"), standing().open()
        assert self.ask(bea, account, "250.01")["code"] == "limit_exceeded"
        assert [self.ask(bea, account, "250.00").status for _ in range(3)] == [202] * 3
        assert pay_to(bea, account, target, "250.00").status == 201
        refused = self.ask(bea, account, "0.01")
        assert (refused.status, refused["code"], refused["limit"], refused["used"]) == (
            422,
            "limit_exceeded",
            "1000.00",
            "1000.00",
        )
        assert len(bea.get("/payments")["items"]) == 3

    def test_stops_at_the_limit_when_forty_come_at_once(self, bea):
        accounts = [bea.open(balance="2000.00") for _ in range(2)]
        with ThreadPoolExecutor(10) as crowd:
            answers = list(crowd.map(lambda number: self.ask(bea, accounts[number % 2], "125.00"), range(40)))
        accepted = [answer for answer in answers if answer.status == 202]
        assert {answer["code"] for answer in answers if answer.status != 202} <= {"limit_exceeded", "account_busy"}
        assert len(accepted) <= 8 and self.sent_today(bea) == len(accepted) * 125_00

    def test_gives_the_room_back_once_where_it_fails(self, bea):
        account = bea.open(balance="5.00")
        asked = self.ask(bea, account, "7.50")
        assert self.sent_today(bea) == 7_50
        debited(asked["transactionId"])
        for _ in range(2):
            settle_payment(asked["transactionId"], Call(clock.now()))
        assert self.sent_today(bea) == 0

    def test_is_screened_like_a_purchase(self, bea):
        account = bea.open(balance="20.00")
        with blacklisted("evil casino"):
            refused = bea.post(self.PATH, {"fromAccountId": account, "merchant": "Evil Casino", "amount": "7.50"})
        assert (refused.status, refused["code"]) == (422, "merchant_blocked")

    def test_pays_out_of_own_open_accounts_only(self, bea):
        account, wallet = bea.open(), bea.open_wallet("20.00")
        body = {"fromAccountId": account, "merchant": "Bakery", "amount": "7.50"}
        assert standing().post(self.PATH, body)["code"] == "account_not_found"
        assert bea.post(self.PATH, {**body, "fromAccountId": wallet})["code"] == "account_not_found"
        assert pay(bea, account)["code"] == "account_not_found"
        assert bea.post(f"{self.PATH}?dryRun=true", body, key=None)["code"] == "insufficient_funds"
        assert bea.delete(f"/api/v1/accounts/{account}").status == 200
        assert bea.post(self.PATH, body)["code"] == "account_closed"


class TestSettlePayment:
    def test_sets_the_outcome_once(self, ada, wallet):
        payment = pay(ada, wallet)["transactionId"]
        debited(payment)
        for _ in range(3):
            assert deliver("payments_update_status", {"transactionId": payment}) == []
        view = ada.get(f"/payment/{payment}")
        assert (view["status"], view["reason"]) == ("FAILED", "insufficient_funds")
        assert len(told(payment, "payment.settled")) == 1

    def test_is_successful_when_the_wallet_was_debited(self, ada):
        payment = pay(ada, ada.open_wallet("20.00"))["transactionId"]
        debited(payment)
        settle_payment(payment, Call(clock.now()))
        assert ada.get(f"/payment/{payment}")["status"] == "SUCCESSFUL"

    @pytest.mark.parametrize("kind", ["PAYMENT_SUCCESSFUL", "PAYMENT_FAILED"])
    def test_is_not_changed_by_a_forged_event(self, ada, kind):
        """The wallet has not been debited, whatever the message says."""
        payment = pay(ada, ada.open_wallet("20.00"))["transactionId"]
        forged = {"transactionId": payment, "eventType": kind, "reason": "insufficient_funds", "postingId": ids.new_id()}
        assert deliver("payments_update_status", forged) == [0]
        assert ada.get(f"/payment/{payment}")["status"] == "PENDING"

    def test_is_not_turned_by_a_forged_event(self, ada):
        payment = pay(ada, ada.open_wallet("20.00"))["transactionId"]
        debited(payment)
        assert deliver("payments_update_status", {"transactionId": payment, "reason": "insufficient_funds"}) == []
        view = ada.get(f"/payment/{payment}")
        assert (view["status"], view["reason"]) == ("SUCCESSFUL", None)

    def test_raises_for_an_unknown_payment(self):
        with pytest.raises(UnknownPayment):
            settle_payment(ids.new_id(), Call(clock.now()))

    def test_happens_once_when_events_race(self, ada, wallet):
        payment = pay(ada, wallet)["transactionId"]
        debited(payment)
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda _: settle_payment(payment, Call(clock.now())), range(10)))
        found = store.find_payment(payment)
        assert (found.status, found.reason) == ("FAILED", "insufficient_funds")
        (fact,) = told(payment, "payment.settled")
        mail = json.loads(fact["deliveries"][0]["body"])
        assert mail["template"] == "PAYMENT.FAILED"
        assert fact["at"] == found.settled_at
