"""The flows of cards on the deployed package, permissions enforced: what a customer and an admin see from outside."""

import json
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.waiting import until
from release.config import function_name


@pytest.fixture
def ada(stack):
    """A registered customer whose cards have come."""
    customer = stack.registered()
    until(lambda: len(customer.api.cards()) == 2, "two cards")
    return customer


def save(customer, amount: str):
    return customer.api.post(f"/transactions/save/{customer.api.cards()['DEBIT']['cardId']}", {"amount": amount})


def buy(customer, card_id: str, amount: str, key: str | None = None):
    """As a careful client buys: a 503 says that the same key will tell."""
    key = key or uuid.uuid4().hex
    for _ in range(10):
        bought = customer.api.post(
            "/transactions/purchase", {"cardId": card_id, "merchant": "Bookshop", "amount": amount}, key=key
        )
        if bought.status != 503 and bought.code != "account_busy":
            return bought
    return bought


@pytest.fixture
def throttled(stack):
    """The posting task refuses every call, until `release()`."""
    functions, name = stack.clients("lambda"), function_name(stack.place, "cards_post_purchase")
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    yield lambda: functions.delete_function_concurrency(FunctionName=name)
    functions.delete_function_concurrency(FunctionName=name)


class TestCards:
    def test_the_tenth_transaction_activates_the_credit_card_by_itself_once(self, stack, ada):
        for _ in range(10):
            assert save(ada, "10.00").status == 201
        until(lambda: ada.api.cards()["CREDIT"]["status"] == "ACTIVATED", "the activation")
        assert buy(ada, ada.api.cards()["CREDIT"]["cardId"], "12.34").body["used"] == "12.34"
        stack.settle()
        mails = Counter(mail.subject for mail in stack.mails(ada.email))
        assert sum(count for subject, count in mails.items() if subject.endswith("is active")) == 1

    def test_twenty_purchases_at_once_with_money_for_ten(self, ada):
        save(ada, "100.00")
        card_id = ada.api.cards()["DEBIT"]["cardId"]
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: buy(ada, card_id, "10.00"), range(20)))
        assert Counter((each.status, each.code) for each in answers) == {(201, None): 10, (422, "insufficient_funds"): 10}
        assert ada.api.cards()["DEBIT"]["balance"] == "0.00"

    def test_a_purchase_whose_task_fails_is_told_by_its_key_after_an_admin_retried_it(self, stack, ada, throttled):
        save(ada, "100.00")
        body, key = {"cardId": ada.api.cards()["DEBIT"]["cardId"], "merchant": "Bookshop", "amount": "10.00"}, uuid.uuid4().hex
        unknown = ada.api.post("/transactions/purchase", body, key=key)
        assert (unknown.status, unknown.code, unknown.body["idempotencyKey"]) == (503, "outcome_unknown", key)
        throttled()
        admin = stack.as_admin
        entries = admin.get("/admin/errors?limit=100").body["items"]
        (entry,) = [
            each
            for each in entries
            if each["source"] == "cards_purchase.PostPurchase" and json.loads(each["input"])["ownerId"] == ada.user_id
        ]
        assert admin.post(f"/admin/errors/{entry['errorId']}/retry").status == 202
        assert admin.post(f"/admin/errors/{entry['errorId']}/retry").code == "already_retried"
        until(lambda: ada.api.cards()["DEBIT"]["balance"] == "90.00", "the purchase")
        told = ada.api.post("/transactions/purchase", body, key=key)
        assert (told.status, told.body["balance"], told.headers["idempotency-replayed"]) == (201, "90.00", "true")

    def test_a_message_that_is_no_request_ends_in_the_error_table(self, stack):
        text = f"nonsense {uuid.uuid4().hex}"
        queue = stack.place.queue_url("create-request-card-sqs", stack.settings.emulator.url)
        stack.clients("sqs").send_message(QueueUrl=queue, MessageBody=text)
        admin = stack.as_admin

        def entry():
            return [each for each in admin.get("/admin/errors?limit=100").body["items"] if each["input"] == text]

        (found,) = until(entry, "the entry")
        assert (found["source"], found["error"], found["retryable"]) == ("card-request-failed", "MalformedMessage", False)
