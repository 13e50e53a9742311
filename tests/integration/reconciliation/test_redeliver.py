"""Delivering again what no relay delivered: each fact once from the outbox, postings from a time on."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo, outbox, settings
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from chalicelib.reconciliation.operations.redeliver import redeliver
from tests.support.accounts import Saver
from tests.support.api import Caller

# An account of its own in which no relay runs: whatever is written stays undelivered.
pytestmark = pytest.mark.usefixtures("empty_tables")


def received(queue: str) -> list[dict]:
    found = []
    url = settings.queue_url(queue)
    while messages := client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


class TestRedeliver:
    def test_delivers_what_the_outbox_still_has_and_once(self):
        ada = Caller()
        account_id = ada.post("/accounts", {"type": "checking"})["accountId"]
        operation_id = ada.post("/deposit", {"accountId": account_id, "amount": "5"})["operationId"]
        assert redeliver(None, now=clock.now() + timedelta(seconds=1)) == {"outbox": 2, "journal": 0}
        assert [command["operationId"] for command in received("ledger-commands-sqs")] == [operation_id]
        assert redeliver(None, now=clock.now() + timedelta(seconds=1)) == {"outbox": 0, "journal": 0}
        assert received("ledger-commands-sqs") == []

    def test_publishes_postings_from_a_time_on(self):
        ada = Saver()
        account_id = ada.open(balance="1")
        between = clock.now() + timedelta(milliseconds=2)
        while clock.now() <= between:
            pass
        ada.settle(ada.begin("deposit", account_id, "2"))
        ada.open_wallet("3")  # no product of the query side's: its queue is not told
        assert redeliver(between, now=clock.now())["journal"] == 2
        assert [event["legs"][0]["amount"] for event in received("query-events-sqs") if "legs" in event] == [200]
        assert redeliver(clock.from_text("2026-01-01T00:00:00Z"), now=clock.now())["journal"] == 3

    def test_parks_what_can_never_be_delivered_and_goes_on(self):
        lost = outbox.record("lost", [outbox.to_queue("no-such-queue", {"n": 1})], Call(clock.now() - timedelta(minutes=1)))
        dynamo.transact([lost])
        assert redeliver(None, now=clock.now())["outbox"] == 1
        (entry,) = dynamo.scan_all("relay-error-table")
        assert "no-such-queue" in entry["input"]
