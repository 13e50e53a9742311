"""Purchases through the route and the real flow: outcomes, refusals, keys, races, a flow that breaks."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.cards.model import Purchase
from chalicelib.cards.operations.make_purchase import make_purchase
from chalicelib.cards.operations.post_purchase import post_purchase
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import IdempotencyKeyReused, OutcomeUnknown
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Account, find_journal, opening
from chalicelib.platform import dynamo, workflows
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency
from tests.support import streams
from tests.support.accounts import bodies_to
from tests.support.cards import Customer
from tests.support.screening import blacklisted


def scope_of(customer: Customer, key: str) -> str:
    return Idempotency.of(customer.user_id, "POST /transactions/purchase", key, {}).scope


def asked(customer: Customer, key: str | None = "k", minor: int = 1000, **more) -> Purchase:
    call = Call(clock.now()).under(customer.user_id, "POST /transactions/purchase", key, {"amount": minor})
    return Purchase(customer.user_id, customer.debit, "Bookshop", Money(minor), call, **more)


class TestMakePurchase:
    def test_answers_with_the_balance_after(self, ada):
        ada.save("100.00")
        bought = ada.buy("30.10")
        assert (bought.status, bought["status"], bought["balance"], bought["merchant"]) == (201, "COMPLETED", "69.90", "Bookshop")
        assert ada.balance() == "69.90"
        assert "used" not in bought.body and not bought.replayed

    def test_counts_as_a_completed_transaction(self, ada):
        ada.save("100.00")
        ada.buy("1.00")
        assert ada.completed() == 2

    def test_on_credit_answers_with_what_is_used(self, ada):
        ada.with_active_credit()
        bought = ada.buy("250.00", card_id=ada.credit)
        assert (bought.status, bought["balance"], bought["used"], bought["cardType"]) == (201, "250.00", "250.00", "CREDIT")

    def test_is_exact_beyond_what_a_float_holds(self, ada):
        ada.save("90071992547409.93")
        assert ada.buy("0.01")["balance"] == "90071992547409.92"

    def test_takes_an_amount_as_number(self, ada):
        ada.save(50)
        assert ada.buy(0.30)["balance"] == "49.70"


class TestRefusals:
    def test_refuses_more_than_the_balance(self, ada):
        ada.save("10.00")
        refused = ada.buy("10.01")
        assert (refused.status, refused["code"], ada.balance()) == (422, "insufficient_funds", "10.00")
        assert refused.headers["Content-Type"] == "application/problem+json"

    def test_refuses_more_than_what_is_left_of_the_limit(self, ada):
        ada.with_active_credit()  # score 50: a limit of 5,000,050.00
        assert ada.buy("5000050.00", card_id=ada.credit).status == 201
        refused = ada.buy("0.01", card_id=ada.credit)
        assert (refused.status, refused["code"]) == (422, "credit_limit_exceeded")

    def test_refuses_a_credit_card_that_is_not_active_whatever_the_amount(self, ada):
        for amount in ("1.00", "99999999.00"):
            refused = ada.buy(amount, card_id=ada.credit)
            assert (refused.status, refused["code"]) == (409, "card_not_active")

    @pytest.mark.parametrize(
        "merchant",
        ["Casino  Royale", "casino\u200broyale", "ｃａｓｉｎｏ ｒｏｙａｌｅ", "cas\u0456no royale", "STRASSE", "straße"],
    )
    def test_declines_a_blocked_merchant_however_it_is_written(self, ada, merchant):
        ada.save("10.00")
        refused = ada.buy("1.00", merchant=merchant)
        assert (refused.status, refused["code"], ada.balance()) == (422, "merchant_blocked", "10.00")

    @pytest.mark.parametrize("merchant", ["★", "\u200b", "Bookshop\u202e"])
    def test_refuses_a_merchant_that_nothing_can_be_compared_with(self, ada, merchant):
        refused = ada.buy("1.00", merchant=merchant)
        assert (refused.status, refused["errors"][0]["field"]) == (400, "merchant")

    def test_knows_no_card_that_does_not_exist(self, ada):
        refused = ada.buy("1.00", card_id=ids.new_id())
        assert (refused.status, refused["code"]) == (404, "card_not_found")

    def test_answers_anothers_card_as_an_unknown_one(self, ada, bob):
        bob.save("100.00")
        refused = ada.buy("1.00", card_id=bob.debit)
        assert (refused.status, refused["code"], bob.balance()) == (404, "card_not_found", "100.00")

    def test_knows_no_account_of_another_product(self, ada):
        wallet = Account(ada.user_id, ids.new_id(), "wallet", "USD", "credit", "OPEN", clock.to_text(clock.now()))
        dynamo.transact(opening(wallet))
        assert ada.buy("1.00", card_id=wallet.account_id).status == 404

    @pytest.mark.parametrize("amount", ["0", "-1", "1e3", "NaN", "", " 1", "1.001", 0, -5, True, None, [], {}, "1" * 19])
    def test_refuses_what_is_no_amount(self, ada, amount):
        refused = ada.buy(amount)
        assert (refused.status, refused["code"]) == (400, "invalid_request")

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"cardId": 1}', b'{"amount": "1"}', b"\xff"])
    def test_refuses_a_body_it_cannot_read(self, ada, body):
        assert ada.post("/transactions/purchase", body).status == 400

    def test_refuses_unknown_fields(self, ada):
        body = {"cardId": ada.debit, "merchant": "Shop", "amount": "1", "tip": "1"}
        assert ada.post("/transactions/purchase", body).status == 400

    def test_keeps_the_callers_own_words_through_the_flow(self, ada):
        words = {"reference": "order 4711", "metadata": {"department": "kitchen"}}
        ada.save("9")
        body = {"cardId": ada.debit, "merchant": "Bookshop", "amount": "1", **words}
        answer = ada.post("/transactions/purchase", body, key="worded")
        (touched,) = find_journal(scope_of(ada, "worded"))["touched"]
        assert words.items() <= answer.body.items() and words.items() <= touched["details"].items()

    def test_records_the_decline_with_what_was_asked_for(self, ada):
        ada.buy("7.00", key="k")
        item = find_journal(scope_of(ada, "k"))
        assert item["kind"] == "card.purchase.refused"
        assert item["refused"] | {"ownerId": ""} == {
            "type": "PURCHASE", "merchant": "Bookshop", "cardId": ada.debit, "ownerId": "", "amount": 700, "currency": "USD",
        }  # fmt: skip

    def test_records_a_decline_without_a_key_too(self, ada):
        before = len(declines_of(ada))
        ada.buy("7.00", key=None)
        assert len(declines_of(ada)) == before + 1


def declines_of(customer: Customer) -> list[dict]:
    items = streams.journal(customer.user_id)
    return [item for item in items if item["kind"] == "card.purchase.refused" and item["refused"]["ownerId"] == customer.user_id]


class TestKeys:
    def test_the_same_key_gives_the_same_answer_and_buys_once(self, ada):
        ada.save("100.00")
        first, again = ada.buy("30.00", key="k"), ada.buy("30.00", key="k")
        assert (again.status, again.body, again.replayed, first.replayed) == (201, first.body, True, False)
        assert ada.balance() == "70.00"

    def test_the_same_amount_written_otherwise_is_the_same_request(self, ada):
        ada.save("100.00")
        assert ada.buy("30.00", key="k").body == ada.buy(30, key="k").body

    def test_refuses_a_key_that_came_with_another_body(self, ada):
        ada.save("100.00")
        first = ada.buy("30.00", key="k")
        refused = ada.buy("31.00", key="k")
        assert (refused.status, refused["code"]) == (422, "idempotency_key_reused")
        assert first["transactionId"] not in str(refused.body) and ada.balance() == "70.00"

    def test_a_decline_is_remembered_even_when_money_came_since(self, ada):
        first = ada.buy("30.00", key="k")
        ada.save("100.00")
        again = ada.buy("30.00", key="k")
        assert (again.status, again["code"], again.replayed, first.replayed) == (422, "insufficient_funds", True, False)
        assert ada.buy("30.00", key="k2").status == 201

    def test_a_screening_decline_is_remembered(self, ada):
        ada.buy("1.00", merchant="Dark Market", key="k")
        again = ada.buy("1.00", merchant="Dark Market", key="k")
        assert (again.status, again["code"], again.replayed) == (422, "merchant_blocked", True)

    def test_a_merchant_blocked_since_does_not_change_what_was_bought(self, ada):
        ada.save("100.00")
        bought = post_purchase(asked(ada))
        with blacklisted(asked(ada).merchant):
            again = post_purchase(asked(ada))
        assert (again["outcome"], again["body"], again["replayed"]) == ("APPROVED", bought["body"], True)

    def test_an_unknown_card_is_not_remembered(self, ada):
        card_id = ids.new_id()
        assert [ada.buy("1", key="k", card_id=card_id).replayed for _ in range(2)] == [False, False]

    def test_the_same_key_of_another_customer_is_another_key(self, ada, bob):
        ada.save("10.00")
        bob.save("10.00")
        assert ada.buy("4.00", key="k")["transactionId"] != bob.buy("4.00", key="k")["transactionId"]

    def test_a_retry_of_the_task_is_the_same_posting_and_no_replay(self, ada):
        ada.save("100.00")
        purchase = asked(ada, key=None)
        first, again = post_purchase(purchase), post_purchase(purchase)
        assert first == again and not again["replayed"] and ada.balance() == "90.00"


class TestRaces:
    """In this process, so that all really run at once; tests/workflows/cards does it from outside."""

    def test_twenty_at_once_with_money_for_ten(self, ada):
        ada.save("100.00")
        with ThreadPoolExecutor(20) as pool:
            ended = list(pool.map(lambda number: post_surely(asked(ada, f"k{number}")), range(20)))
        outcomes = sorted((each["status"], each.get("code", "")) for each in ended)
        assert outcomes == [(201, "")] * 10 + [(422, "insufficient_funds")] * 10
        balances = sorted((each["body"]["balance"] for each in ended if each["status"] == 201), key=float)
        assert balances == [f"{10 * number}.00" for number in range(10)]
        assert ada.balance() == "0.00"

    def test_the_same_key_ten_times_at_once_buys_once(self, ada):
        ada.save("100.00")
        with ThreadPoolExecutor(10) as pool:
            ended = list(pool.map(lambda _: post_surely(asked(ada)), range(10)))
        assert {each["status"] for each in ended} == {201}
        assert len({each["body"]["transactionId"] for each in ended}) == 1 and ada.balance() == "90.00"


def post_surely(purchase: Purchase) -> dict:
    """Asks again under the same key while the card is too busy."""
    for _ in range(10):
        ended = post_purchase(purchase)
        if ended["outcome"] != "BUSY":
            return ended
    return ended


class TestDryRun:
    def test_answers_what_would_happen_and_changes_nothing(self, ada):
        ada.save("100.00")
        body = {"cardId": ada.debit, "merchant": "Bookshop", "amount": "30.00"}
        tried = ada.post("/transactions/purchase?dryRun=true", body, key=None)
        assert (tried.status, tried["balance"], tried["dryRun"], ada.balance()) == (200, "70.00", True, "100.00")

    def test_refuses_as_the_real_one_would_without_recording_it(self, ada):
        for merchant, code in (("Bookshop", "insufficient_funds"), ("Dark Market", "merchant_blocked")):
            body = {"cardId": ada.debit, "merchant": merchant, "amount": "30.00"}
            tried = ada.post("/transactions/purchase?dryRun=true", body, key=None)
            assert (tried.status, tried["code"]) == (422, code)
        assert declines_of(ada) == []


class TestABrokenFlow:
    def test_answers_what_the_key_tells_when_the_money_has_moved(self, ada):
        ada.save("100.00")
        purchase = asked(ada)

        def breaks_after_posting(*_):
            post_purchase(purchase)
            raise workflows.FlowFailed("cards_purchase", "x", "PurchaseFailed", "")

        receipt = make_purchase(purchase, run=breaks_after_posting)
        assert (receipt.status, receipt.replayed, receipt.body["balance"]) == (201, False, "90.00")
        (mail,) = bodies_to("notification-email-sqs", receipt.posting_id)  # the flow did not come to send it
        assert mail["messageId"] == f"{receipt.posting_id}:TRANSACTION.PURCHASE"

    def test_answers_the_decline_the_key_tells(self, ada):
        purchase = asked(ada)

        def breaks_after_declining(*_):
            post_purchase(purchase)
            raise EndpointConnectionError(endpoint_url="nowhere")

        with pytest.raises(Exception, match="more than what is available") as refused:
            make_purchase(purchase, run=breaks_after_declining)
        assert (refused.value.status, refused.value.code) == (422, "insufficient_funds")

    def test_names_the_key_when_nothing_is_known(self, ada):
        with pytest.raises(OutcomeUnknown) as unknown:
            make_purchase(asked(ada, key="mine"), run=broken)
        assert unknown.value.facts == {"idempotencyKey": "mine"}

    def test_names_the_key_that_was_minted_which_then_tells(self, ada):
        ada.save("100.00")
        purchase = asked(ada, key=None)
        with pytest.raises(OutcomeUnknown) as unknown:
            make_purchase(purchase, run=broken)
        key = Idempotency.of(
            ada.user_id, purchase.call.idempotency.route, unknown.value.facts["idempotencyKey"], {"amount": 1000}
        )
        assert key.scope == purchase.call.idempotency.scope

    def test_refuses_a_reused_key_though_the_flow_broke(self, ada):
        ada.save("100.00")
        post_purchase(asked(ada))
        with pytest.raises(IdempotencyKeyReused):
            make_purchase(asked(ada, minor=2000), run=broken)

    def test_names_the_key_when_the_journal_cannot_be_asked(self, ada, monkeypatch):
        purchase = dataclasses.replace(asked(ada, key="mine"))
        monkeypatch.setenv("BANK_STAGE", "nowhere")
        with pytest.raises(OutcomeUnknown):
            make_purchase(purchase, run=broken)


def broken(*_):
    raise workflows.FlowFailed("cards_purchase", "x", "States.Timeout", "")
