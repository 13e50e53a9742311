"""Events of the ledger as a customer of cards sees them, and the mails they cause."""

import json

import pytest

from chalicelib.cards.operations.react_to_transaction import mail_of
from chalicelib.cards.operations.record_transaction import read_event
from chalicelib.kernel import clock
from chalicelib.platform.call import Call

CARD, OWNER, POSTING = "card-1", "owner-1", "posting-1"


def event(kind: str = "card.purchase", amount: int = -1250, product: str = "debit_card", **details) -> dict:
    legs = [
        {"account": CARD, "amount": amount, "currency": "USD"},
        {"account": "bank:cash", "amount": -amount, "currency": "USD"},
    ]
    touched = {"account": CARD, "owner": OWNER, "product": product, "seq": 4, "balance": 7000, "completed": 4, "details": details}
    return {
        "postingId": POSTING, "kind": kind, "at": "2026-03-01T12:00:00.000Z", "legs": legs, "touched": [touched],
        "refused": None, "refusal": None,
    }  # fmt: skip


def declined(code: str = "insufficient_funds") -> dict:
    asked = {"type": "PURCHASE", "merchant": "Bookshop", "cardId": CARD, "ownerId": OWNER, "amount": 1250, "currency": "USD"}
    about = {"postingId": POSTING, "kind": "card.purchase.refused", "at": "2026-03-01T12:00:00.000Z", "legs": [], "touched": []}
    return {**about, "refused": asked, "refusal": {"code": code, "status": 422}}


class TestReadEvent:
    def test_reads_a_purchase(self):
        read = read_event(event(merchant="Bookshop"))
        assert (read.type, read.status, read.merchant, read.amount, read.balance_after) == (
            "PURCHASE",
            "COMPLETED",
            "Bookshop",
            "12.50",
            "70.00",
        )
        assert (read.signed_minor, read.seq, read.completed) == (-1250, 4, 4)

    def test_keeps_the_customers_own_words(self):
        words = {"reference": "order 4711", "metadata": {"department": "kitchen"}}
        assert read_event(event(merchant="Bookshop", **words)).own_words == words

    def test_tells_what_is_used_of_a_credit_card(self):
        used = event(product="credit_card")
        used["touched"][0]["balance"] = -7000
        assert read_event(used).balance_after == "70.00"

    @pytest.mark.parametrize(
        ("kind", "type"), [("card.save", "SAVE"), ("card.paid", "PAID"), ("reversal", "REVERSAL"), ("hold.captured", "CAPTURED")]
    )
    def test_names_the_type_by_the_kind(self, kind, type):
        assert read_event(event(kind, 100)).type == type

    def test_reads_a_decline_with_its_reason(self):
        read = read_event(declined("merchant_blocked"))
        assert (read.status, read.reason, read.amount, read.balance_after, read.completed) == (
            "DECLINED",
            "merchant_blocked",
            "12.50",
            None,
            0,
        )

    def test_leaves_other_products_alone(self):
        assert read_event(event("hold.captured", product="wallet")) is None

    def test_leaves_what_moves_no_money_alone(self):
        assert read_event(event("hold.captured", 0)) is None


class TestMailOf:
    def test_tells_a_top_up(self):

        body = json.loads(mail_of(read_event(event("card.save", 1250)), Call(clock.now(), correlation_id="c-1"))["body"])
        assert (body["messageId"], body["template"], body["userId"]) == (f"{POSTING}:TRANSACTION.SAVE", "TRANSACTION.SAVE", OWNER)
        assert body["data"]["merchant"] is None and body["data"]["balance"] == "70.00" and len(body["data"]["last4"]) == 4

    def test_tells_a_payment(self):

        paid = event("card.paid", 1250, "credit_card")
        paid["touched"][0]["balance"] = -500
        body = json.loads(mail_of(read_event(paid), Call(clock.now(), correlation_id="c-1"))["body"])
        assert (body["template"], body["data"]["used"], body["correlationId"]) == ("TRANSACTION.PAID", "5.00", "c-1")

    @pytest.mark.parametrize("made", [event("card.purchase"), event("reversal"), declined()])
    def test_is_silent_about_the_rest(self, made):
        assert mail_of(read_event(made), Call(clock.now())) is None
