"""The queues' functions as Lambda calls them: repeats, crashes, malformed messages, one bad message among good ones."""

import itertools
import json
import time
from datetime import UTC, datetime

import pytest

from chalicelib.cards import consumers, store
from chalicelib.cards.operations.rebuild_transactions import rebuild_transactions
from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import event_of, find_account
from chalicelib.platform import dynamo, error_log, settings
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from tests.integration.cards.test_cards import mails_of
from tests.support import streams
from tests.support.cards import Customer

_numbers = itertools.count()


class Context:
    invoked_function_arn, aws_request_id, function_name = "", "r-1", "function"


def batch(*bodies: object, receives: int = 1) -> dict:
    records = [
        {
            "messageId": ids.derived_id(clock.now(), str(next(_numbers))),
            "body": body if isinstance(body, str) else json.dumps(body),
            "attributes": {"ApproximateReceiveCount": str(receives), "SentTimestamp": str(int(time.time() * 1000))},
            "messageAttributes": {},
        }
        for body in bodies
    ]
    return {"Records": records}


def failed(answer: dict, event: dict) -> list[int]:
    ids_ = [record["messageId"] for record in event["Records"]]
    return [ids_.index(each["itemIdentifier"]) for each in answer["batchItemFailures"]]


def request(user_id: str, type: str = "DEBIT", token: str = "gone") -> dict:
    return {
        "taskToken": token,
        "userId": user_id,
        "type": type,
        "requestedAt": clock.to_text(clock.now()),
        "correlationId": "c-1",
    }


def events_about(customer: Customer) -> list[dict]:
    return [event_of(item) for item in streams.journal(customer.user_id) if {"touched", "refused"} & item.keys()]


def rows_of(card_id: str) -> list[dict]:
    return [row for row in dynamo.scan_all("transaction-table") if row["card_id"] == card_id]


def queued_mails(customer: Customer) -> list[dict]:
    sqs, url, found = client("sqs"), settings.queue_url("notification-email-sqs"), []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [mail for mail in found if mail["userId"] == customer.user_id]


class TestCreateRequestedCard:
    def test_makes_the_card_and_is_content_that_nobody_waits_any_more(self, bank):
        customer = Customer()
        event = batch(request(customer.user_id), request(customer.user_id, "CREDIT"))
        assert failed(consumers.create_requested_card(event, Context()), event) == []
        assert store.find_card(customer.debit).status == "ACTIVATED" and store.find_card(customer.credit).status == "PENDING"

    def test_a_message_that_comes_twice_makes_one_card(self, bank):
        customer = Customer()
        event = batch(request(customer.user_id), request(customer.user_id))
        assert failed(consumers.create_requested_card(event, Context()), event) == []
        assert len(mails_of(customer, "CARD.CREATE")) == 1

    @pytest.mark.parametrize(
        "body",
        [
            "nonsense",
            "[]",
            "7",
            "{}",
            '{"userId": "x", "type": "DEBIT", "taskToken": "t"}',
            '{"userId": "01a1fd18-f9e1-7ee1-a0d3-6c7e7afb4b12", "type": "GOLD", "taskToken": "t"}',
        ],
    )
    def test_hands_a_malformed_message_back_and_makes_the_others(self, bank, body):
        customer = Customer()
        event = batch(body, request(customer.user_id))
        assert failed(consumers.create_requested_card(event, Context()), event) == [0]
        assert store.find_card(customer.debit) is not None


class TestFailRequestedCard:
    def entries(self, event: dict) -> list[dict]:
        moments = {each["messageId"]: int(each["attributes"]["SentTimestamp"]) for each in event["Records"]}
        ids_ = {ids.derived_id(datetime.fromtimestamp(at / 1000, UTC), message) for message, at in moments.items()}
        return [item for item in dynamo.scan_all("card-table-error") if item["uuid"] in ids_]

    def test_writes_an_entry_that_an_admin_finds(self, bank):
        user_id = ids.new_id()
        arn = f"arn:aws:states:us-east-1:1:execution:inferno-local-cards_registration:{user_id}-r1"
        event = batch({**request(user_id), "executionArn": arn}, receives=4)
        assert failed(consumers.fail_requested_card(event, Context()), event) == []
        (entry,) = self.entries(event)
        assert (entry["error"], entry["source"], entry["executionArn"]) == ("CardRequestFailed", "card-request-failed", arn)
        assert error_log.find(entry["uuid"])[0] == "card-table-error"
        assert f"by message_id {event['Records'][0]['messageId']}" in entry["cause"]
        assert entry["retry"]["name"] == f"{user_id}-r1" and json.loads(entry["retry"]["input"])["userId"] == user_id

    def test_keeps_the_token_that_answers_for_the_flow_out_of_the_entry(self, bank):
        user_id = ids.new_id()
        event = batch(request(user_id, token="a-token-of-the-flow"))
        consumers.fail_requested_card(event, Context())
        (entry,) = self.entries(event)
        assert json.loads(entry["input"])["userId"] == user_id and "a-token-of-the-flow" not in str(entry)

    @pytest.mark.parametrize("field", ["executionArn", "taskToken", "type"])
    @pytest.mark.parametrize("user_id", ["01a1fd18-f9e1-7ee1-a0d3-6c7e7afb4b12", 2])
    def test_writes_its_entry_although_a_name_holds_half_a_character(self, bank, field, user_id):
        event = batch({**request(user_id), field: "\ud800"})
        assert failed(consumers.fail_requested_card(event, Context()), event) == []
        (entry,) = self.entries(event)
        assert "executionArn" not in entry

    def test_a_message_that_comes_twice_writes_one_entry(self, bank):
        event = batch(request(ids.new_id()))
        for _ in range(2):
            consumers.fail_requested_card(event, Context())
        assert len(self.entries(event)) == 1

    @pytest.mark.parametrize(
        ("body", "cause"), [("nonsense-1", "no JSON object"), ('{"userId": 2}', "Expected `str`"), ('{"b": 1}', "userId")]
    )
    def test_writes_a_malformed_message_with_its_cause_and_without_a_retry(self, bank, body, cause):
        event = batch(body)
        assert failed(consumers.fail_requested_card(event, Context()), event) == []
        entry = self.entries(event)[0]
        assert entry["error"] == "MalformedMessage" and cause in entry["cause"] and entry["retry"] is None


class TestReact:
    def test_writes_a_row_for_every_transaction_declined_ones_too(self, ada):
        ada.save("100.00", merchant="Payroll")
        ada.buy("30.00")
        ada.buy("999.00")
        ada.buy("1.00", merchant="Dark Market")
        event = batch(*events_about(ada))
        assert failed(consumers.react_to_posting(event, Context()), event) == []
        rows = {(row["type"], row["status"], row["reason"]): row for row in rows_of(ada.debit)}
        assert set(rows) == {
            ("SAVE", "COMPLETED", None), ("PURCHASE", "COMPLETED", None),
            ("PURCHASE", "DECLINED", "insufficient_funds"), ("PURCHASE", "DECLINED", "merchant_blocked"),
        }  # fmt: skip
        bought = rows["PURCHASE", "COMPLETED", None]
        assert (bought["amount"], bought["balanceAfter"], bought["merchant"], bought["signed_minor"]) == (
            "30.00",
            "70.00",
            "Bookshop",
            -3000,
        )
        assert ids.created_at(bought["uuid"]) == bought["createdAt"]

    def test_repeats_and_disorder_change_nothing(self, ada):
        ada.save("10.00")
        ada.buy("1.00")
        events = events_about(ada)
        consumers.react_to_posting(batch(*events), Context())
        before = rows_of(ada.debit)
        consumers.react_to_posting(batch(*reversed(events), *events), Context())
        assert rows_of(ada.debit) == before

    def test_mails_top_ups_and_payments_under_the_same_id_each_time(self, ada):
        ada.with_active_credit()
        ada.buy("5.00", card_id=ada.credit)
        ada.pay("2.00")
        queued_mails(ada)
        wanted = [event for event in events_about(ada) if event["kind"] != "card.purchase"][-2:]
        consumers.react_to_posting(batch(*wanted, *wanted), Context())
        mails = queued_mails(ada)
        assert sorted({mail["messageId"] for mail in mails}) == sorted(
            f"{e['postingId']}:TRANSACTION.{e['kind'][5:].upper()}" for e in wanted
        )
        paid = next(mail["data"] for mail in mails if mail["template"] == "TRANSACTION.PAID")
        assert (paid["amount"], paid["used"], paid["last4"]) == ("2.00", "3.00", ada.cards["CREDIT"].last4)

    def test_activates_with_the_tenth_transaction_and_not_before(self, ada):
        for _ in range(9):
            ada.save("1.00")
        consumers.react_to_posting(batch(*events_about(ada)), Context())
        assert ada.status() == "PENDING"
        ada.save("1.00")
        consumers.react_to_posting(batch(*events_about(ada)), Context())
        assert ada.status() == "ACTIVATED"
        assert find_account(ada.user_id, ada.credit, clock.now()).status == "OPEN"

    def test_activates_once_when_tenth_and_eleventh_come_together_and_the_customer_asks_too(self, ada):
        from concurrent.futures import ThreadPoolExecutor

        for _ in range(11):
            ada.save("1.00")
        tenth, eleventh = events_about(ada)[-2:]
        with ThreadPoolExecutor(6) as pool:
            calls = [
                pool.submit(consumers.react_to_posting, batch(each), Context()) for each in (tenth, eleventh, tenth, eleventh)
            ]
            calls += [pool.submit(ada.activate), pool.submit(ada.activate)]
            answers = [call.result() for call in calls]
        assert all(answer["batchItemFailures"] == [] for answer in answers[:4]) and [a.status for a in answers[4:]] == [200, 200]
        assert len(mails_of(ada, "CARD.ACTIVATE")) == 1

    def test_a_customer_without_credit_card_yet_loses_nothing(self, bank):
        from chalicelib.cards.operations.create_card import create_card

        customer = Customer()
        create_card(customer.user_id, "DEBIT", Call(clock.now()))
        for _ in range(10):
            customer.save("1.00")
        event = batch(*events_about(customer))
        assert failed(consumers.react_to_posting(event, Context()), event) == []
        assert create_card(customer.user_id, "CREDIT", Call(clock.now())).status == "ACTIVATED"

    def test_hands_back_what_it_cannot_read_and_does_the_others(self, ada):
        ada.save("1.00")
        event = batch("nonsense", *events_about(ada), '{"kind": "card.save"}')
        assert failed(consumers.react_to_posting(event, Context()), event) == [0, 2]
        assert len(rows_of(ada.debit)) == 1


class TestRebuildTransactions:
    @pytest.fixture
    def live(self, ada) -> list[dict]:
        ada.save("100.00", merchant="Payroll")
        ada.buy("30.00")
        ada.buy("999.00")
        consumers.react_to_posting(batch(*events_about(ada)), Context())
        return rows_of(ada.debit)

    def test_writes_the_same_rows_again(self, ada, live):
        for row in live:
            store.forget_transaction(row)
        rebuild_transactions()
        assert sorted(rows_of(ada.debit), key=str) == sorted(live, key=str)

    def test_mends_what_is_wrong_and_removes_what_the_ledger_does_not_know(self, ada, live):
        done = next(row for row in live if row["status"] == "COMPLETED")
        dynamo.write(dynamo.put("row", store.TRANSACTIONS, {**done, "signed_minor": 1}))
        for wrong in ({"seq": 77}, {}):
            dynamo.write(dynamo.put("row", store.TRANSACTIONS, {**done, **wrong, "uuid": ids.new_id()}))
        assert rebuild_transactions()["removed"] == 2
        assert sorted(rows_of(ada.debit), key=str) == sorted(live, key=str)

    def test_keeps_a_decline_that_the_journal_has_forgotten(self, ada, live):
        declined = next(row for row in live if row["status"] == "DECLINED")
        dynamo.write(dynamo.put("row", store.TRANSACTIONS, {**declined, "uuid": "forgotten"}))
        rebuild_transactions()
        assert "forgotten" in {row["uuid"] for row in rows_of(ada.debit)}
        store.forget_transaction({**declined, "uuid": "forgotten"})
