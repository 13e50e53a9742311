"""Wallets on the emulator: routes, refusals, keys, and the wallet's side of both sagas."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import Account, opening, post
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.wallets import postings
from chalicelib.wallets.operations.process_payment import process_payment
from tests.support.api import Caller
from tests.support.screening import blacklisted

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def wallet(ada) -> str:
    return ada.open_wallet(balance="100.00")


class TestOpenWallet:
    def test_starts_with_nothing(self, ada):
        opened = ada.post("/wallet")
        assert (opened.status, opened["balance"], opened["currency"]) == (201, "0.00", "USD")

    def test_opens_one_per_key(self, ada):
        first, again = ada.post("/wallet", key="k"), ada.post("/wallet", key="k")
        assert again.body == first.body and again.replayed and not first.replayed

    def test_refuses_a_key_that_came_with_another_body(self, ada):
        ada.post("/wallet", key="k")
        refused = ada.post("/wallet", {"currency": "JPY"}, key="k")
        assert (refused.status, refused["code"]) == (422, "idempotency_key_reused")

    def test_refuses_a_currency_the_bank_does_not_keep(self, ada):
        assert ada.post("/wallet", {"currency": "XTS"}).status == 400


class TestMoveMoney:
    def test_answers_with_the_balance(self, ada, wallet):
        moved = ada.post(f"/wallet/{wallet}/debit", {"amount": 30.10})
        assert (moved.status, moved["balance"]) == (200, "69.90")

    def test_is_exact_beyond_what_a_float_holds(self, ada):
        wallet_id = ada.post("/wallet")["walletId"]
        moved = ada.post(f"/wallet/{wallet_id}/credit", b'{"amount": 90071992547409.93}')
        assert moved["balance"] == "90071992547409.93"

    @pytest.mark.parametrize(("currency", "amount", "status"), [("JPY", "7", 200), ("JPY", "7.0", 400), ("KWD", "0.001", 200)])
    def test_keeps_to_the_decimals_of_the_currency(self, ada, currency, amount, status):
        wallet_id = ada.post("/wallet", {"currency": currency})["walletId"]
        assert ada.post(f"/wallet/{wallet_id}/credit", {"amount": amount}).status == status

    def test_refuses_an_overdraft_and_changes_nothing(self, ada, wallet):
        refused = ada.post(f"/wallet/{wallet}/debit", {"amount": "100.01"})
        assert (refused.status, refused["code"]) == (422, "insufficient_funds")
        assert ada.get(f"/wallet/{wallet}")["balance"] == "100.00"

    def test_remembers_a_refusal_under_its_key(self, ada, wallet):
        ada.post(f"/wallet/{wallet}/debit", {"amount": "500"}, key="poor")
        ada.post(f"/wallet/{wallet}/credit", {"amount": "1000"})
        again = ada.post(f"/wallet/{wallet}/debit", {"amount": "500"}, key="poor")
        assert (again.status, again.replayed) == (422, True)

    def test_moves_once_under_one_key_however_many_ask(self, ada, wallet):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: ada.post(f"/wallet/{wallet}/debit", {"amount": "10"}, key="same"), range(20)))
        assert {answer.status for answer in answers} == {200}
        assert len({answer["transactionId"] for answer in answers}) == 1
        assert ada.get(f"/wallet/{wallet}")["balance"] == "90.00"

    def test_lets_twenty_at_once_spend_only_what_is_there(self, ada, wallet):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: ada.post(f"/wallet/{wallet}/debit", {"amount": "10"}), range(20)))
        assert sorted(answer.status for answer in answers) == [200] * 10 + [422] * 10
        assert ada.get(f"/wallet/{wallet}")["balance"] == "0.00"

    def test_changes_nothing_in_a_dry_run(self, ada, wallet):
        tried = ada.post(f"/wallet/{wallet}/debit?dryRun=true", {"amount": "40"})
        assert (tried.status, tried["balance"]) == (200, "60.00")
        assert ada.get(f"/wallet/{wallet}")["balance"] == "100.00"

    @pytest.mark.parametrize("amount", ["0", "-1", "1e3", " 1", "NaN", "", "1.001", "1" * 19, None, True, [], "٣"])
    def test_refuses_what_is_no_amount(self, ada, wallet, amount):
        refused = ada.post(f"/wallet/{wallet}/debit", {"amount": amount})
        assert refused.status == 400 and refused["errors"][0]["field"] == "amount"

    def test_hides_the_wallets_of_others(self, wallet):
        mallory = Caller()
        assert mallory.get(f"/wallet/{wallet}").status == 404
        assert mallory.post(f"/wallet/{wallet}/debit", {"amount": "1"}).status == 404


class TestDisburseLoan:
    def test_credits_once_however_often_the_event_comes(self, ada, wallet):
        loan = ids.new_id()
        opened = Account(ada.user_id, loan, "loan", "USD", "debit", "OPEN", "", floor_minor=-(10**30), ceiling_minor=0)
        dynamo.transact(opening(opened))
        event = {"loanId": loan, "walletId": wallet, "ownerId": ada.user_id, "amountMinor": "5000", "currency": "USD"}
        receipts = [post(postings.disbursement(event, Call(clock.now()))) for _ in range(3)]
        assert [receipt.replayed for receipt in receipts] == [False, True, True]
        assert ada.get(f"/wallet/{wallet}")["balance"] == "150.00"

    def test_refuses_an_account_that_is_no_wallet(self, ada, wallet):
        wish = {"walletId": wallet, "name": "Bike", "target": "10", "targetDate": "2099-01-01"}
        goal = ada.post("/savings-goal", wish)["goalId"]
        assert ada.get(f"/wallet/{goal}").status == 404
        assert ada.post(f"/wallet/{goal}/credit", {"amount": "1"}).status == 404


class TestProcessPayment:
    def event(self, ada: Caller, wallet: str, minor: int) -> dict:
        return {
            "transactionId": ids.new_id(),
            "ownerId": ada.user_id,
            "walletId": wallet,
            "merchant": "Shop",
            "amountMinor": str(minor),
            "currency": "USD",
        }

    def test_says_successful_again_for_the_same_payment(self, ada, wallet):
        event = self.event(ada, wallet, 6000)
        told = [process_payment(event, Call(clock.now()))["eventType"] for _ in range(2)]
        assert told == ["PAYMENT_SUCCESSFUL"] * 2
        assert ada.get(f"/wallet/{wallet}")["balance"] == "40.00"

    @pytest.mark.parametrize("merchant", ["Shop", "ѕhop", "S\u200bHOP"])
    def test_pays_no_blocked_merchant_whoever_sent_the_message(self, ada, wallet, merchant):
        with blacklisted("shop"):
            told = process_payment({**self.event(ada, wallet, 6000), "merchant": merchant}, Call(clock.now()))
        assert told["eventType"] == "PAYMENT_FAILED" and "merchant_blocked" in told["body"]
        assert ada.get(f"/wallet/{wallet}")["balance"] == "100.00"

    def test_stays_paid_when_the_merchant_is_blocked_afterwards(self, ada, wallet):
        event = self.event(ada, wallet, 6000)
        process_payment(event, Call(clock.now()))
        with blacklisted("shop"):
            assert process_payment(event, Call(clock.now()))["eventType"] == "PAYMENT_SUCCESSFUL"

    def test_says_failed_for_good_even_when_money_comes_later(self, ada, wallet):
        event = self.event(ada, wallet, 10001)
        assert process_payment(event, Call(clock.now()))["eventType"] == "PAYMENT_FAILED"
        ada.post(f"/wallet/{wallet}/credit", {"amount": "100"})
        again = process_payment(event, Call(clock.now()))
        assert again["eventType"] == "PAYMENT_FAILED" and "insufficient_funds" in again["body"]
        assert ada.get(f"/wallet/{wallet}")["balance"] == "200.00"
