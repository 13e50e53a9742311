"""The machine `cards_purchase` on the emulator with its real tasks, every Catch taken."""

import json

import pytest

from chalicelib.cards.model import Purchase
from chalicelib.cards.operations.make_purchase import flow_input
from chalicelib.kernel import clock, ids
from chalicelib.kernel.money import Money
from chalicelib.platform import error_log, settings
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from tests.support import functions
from tests.support.cards import Customer
from tests.workflows.cards.conftest import deliveries_named

TABLE = "transaction-table-error"
NO_TABLE = {'inferno-local-transaction-table-error"': 'no-such-table"'}
NO_QUEUE = {'inferno-local-notification-email-sqs"': 'no-such-queue"'}


def no(function: str) -> dict[str, str]:
    return {f'inferno-local-{function}"': 'no-such-function"'}


@pytest.fixture
def ada(bank) -> Customer:
    customer = Customer().with_cards()
    customer.save("100.00")
    return customer


def purchase_of(customer: Customer, merchant: str = "Bookshop") -> dict:
    call = Call(clock.now(), correlation_id="c-1")
    call = call.under(customer.user_id, "POST /transactions/purchase", ids.new_id(), {"merchant": merchant})
    return flow_input(Purchase(customer.user_id, customer.debit, merchant, Money(3000), call))


def mails_about(transaction_id: str) -> list[dict]:
    sqs, url, found = client("sqs"), settings.queue_url("notification-email-sqs"), []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [mail for mail in found if mail["messageId"].startswith(transaction_id)]


class TestPurchase:
    def test_posts_and_tells_the_customer(self, ada, render, entries):
        input = purchase_of(ada)
        ended = render("cards_purchase").run_sync(input)
        assert (ended["status"], ended["output"]["outcome"], ended["output"]["status"]) == ("SUCCEEDED", "APPROVED", 201)
        assert ended["output"]["body"]["transactionId"] == input["transactionId"] and ada.balance() == "70.00"
        (mail,) = mails_about(input["transactionId"])
        assert mail == {
            "messageId": f"{input['transactionId']}:TRANSACTION.PURCHASE",
            "template": "TRANSACTION.PURCHASE",
            "userId": ada.user_id,
            "correlationId": "c-1",
            "data": {
                "cardId": ada.debit,
                "cardType": "DEBIT",
                "last4": ada.cards["DEBIT"].last4,
                "transactionId": input["transactionId"],
                "amount": "30.00",
                "currency": "USD",
                "at": ended["output"]["body"]["at"],
                "merchant": "Bookshop",
                "balance": "70.00",
            },
        }
        assert entries(TABLE, ada.user_id) == []

    def test_the_same_input_again_buys_nothing_more(self, ada, render):
        flow, input = render("cards_purchase"), purchase_of(ada)
        first, again = flow.run_sync(input), flow.run_sync(input)
        assert first["output"] == again["output"] and ada.balance() == "70.00"

    def test_a_decline_is_an_outcome_and_no_mail(self, ada, render, entries):
        input = {**purchase_of(ada), "amount": "100.01"}
        ended = render("cards_purchase").run_sync(input)
        assert (ended["status"], ended["output"]["outcome"], ended["output"]["code"]) == (
            "SUCCEEDED",
            "DECLINED",
            "insufficient_funds",
        )
        assert mails_about(input["transactionId"]) == [] and entries(TABLE, ada.user_id) == []

    def test_a_screening_decline_is_recorded_by_the_ledger(self, ada, render):
        input = purchase_of(ada, "Casino Royale")
        ended = render("cards_purchase").run_sync(input)
        assert (ended["output"]["outcome"], ended["output"]["code"], ended["output"]["status"]) == (
            "DECLINED",
            "merchant_blocked",
            422,
        )
        assert (ended["output"]["replayed"], ada.balance()) == (False, "100.00")

    def test_an_unknown_card_is_an_outcome(self, ada, render):
        ended = render("cards_purchase").run_sync({**purchase_of(ada), "cardId": ids.new_id()})
        assert (ended["output"]["outcome"], ended["output"]["status"]) == ("DECLINED", 404)


class TestFaults:
    def test_lands_in_the_error_table_and_ends_in_a_named_failure(self, ada, render, entries):
        input = purchase_of(ada)
        ended = render("cards_purchase", no("cards_post_purchase")).run_sync(input)
        assert (ended["status"], ended["error"]) == ("FAILED", "PurchaseFailed") and "PostPurchase" in ended["cause"]
        (entry,) = entries(TABLE, ada.user_id)
        assert (entry["status"], entry["source"]) == ("OPEN", "cards_purchase.PostPurchase") and entry["error"] and entry["cause"]
        assert ids.created_at(entry["uuid"]) == entry["createdAt"] and error_log.find(entry["uuid"])[0] == TABLE
        assert json.loads(entry["input"]) == input and entry["executionArn"] == ended["executionArn"]
        assert ada.balance() == "100.00" and mails_about(input["transactionId"]) == []

    def test_an_entry_that_an_admin_retries_buys_once(self, ada, render, entries):
        input = purchase_of(ada)
        render("cards_purchase", no("cards_post_purchase")).run_sync(input)
        (entry,) = entries(TABLE, ada.user_id)
        error_log.retry(entry["uuid"], Call(clock.now(), "admin"))
        with pytest.raises(error_log.AlreadyRetried):
            error_log.retry(entry["uuid"], Call(clock.now(), "admin"))
        (delivery,) = deliveries_named(entry["retry"]["name"] + "-r1")
        assert delivery["machine"] == "cards_purchase"
        flow = render("cards_purchase")
        for _ in range(2):
            flow.run_sync(json.loads(delivery["input"]))
        assert ada.balance() == "70.00"

    def test_ends_in_the_same_failure_when_the_error_table_fails_too(self, ada, render, entries):
        ended = render("cards_purchase", no("cards_post_purchase") | NO_TABLE).run_sync(purchase_of(ada))
        assert (ended["status"], ended["error"], entries(TABLE, ada.user_id)) == ("FAILED", "PurchaseFailed", [])

    def test_a_task_that_hangs_is_given_up(self, bank, ada, render, entries):
        sleeping = functions.stand_in(
            bank, f"sleep-{ids.new_id()}", "import time\ndef handle(event, context):\n    time.sleep(12)\n"
        )
        hanging = {bank.place.arn("function/cards_post_purchase"): sleeping, '"TimeoutSeconds": 8,': '"TimeoutSeconds": 1,'}
        ended = render("cards_purchase", hanging).run_sync(purchase_of(ada))
        assert ended["error"] == "PurchaseFailed"
        assert [entry["error"] for entry in entries(TABLE, ada.user_id)] == ["States.Timeout"]

    def test_input_that_no_task_can_read_is_not_tried_twice(self, ada, render, entries):
        input = {**purchase_of(ada), "amount": 30}
        ended = render("cards_purchase").run_sync(input)
        assert ended["error"] == "PurchaseFailed"
        assert [entry["error"] for entry in entries(TABLE, ada.user_id)] == ["MalformedInput"]


class TestNotifyCustomer:
    def test_a_mail_that_cannot_be_sent_leaves_the_purchase_made(self, ada, render, entries):
        input = purchase_of(ada)
        ended = render("cards_purchase", NO_QUEUE).run_sync(input)
        assert (ended["status"], ended["output"]["outcome"], ada.balance()) == ("SUCCEEDED", "APPROVED", "70.00")
        (entry,) = entries(TABLE, ada.user_id)
        assert entry["source"] == "cards_purchase.NotifyCustomer" and entry["retry"]["kind"] == "queue"
        assert json.loads(entry["retry"]["body"])["messageId"] == f"{input['transactionId']}:TRANSACTION.PURCHASE"
        error_log.retry(entry["uuid"], Call(clock.now(), "admin"))

    def test_even_when_the_error_table_fails_too(self, ada, render, entries):
        ended = render("cards_purchase", NO_QUEUE | NO_TABLE).run_sync(purchase_of(ada))
        assert (ended["status"], ended["output"]["outcome"], entries(TABLE, ada.user_id)) == ("SUCCEEDED", "APPROVED", [])
