"""A relay that is killed between two of a fact's deliveries: it does all of them again, and each has one effect."""

import json
from datetime import timedelta

import pytest
from botocore.exceptions import EndpointConnectionError
from chalice.test import Client

from app import app
from chalicelib.kernel import clock
from chalicelib.ledger.public import every_journal_item
from chalicelib.platform import dynamo, relay
from chalicelib.platform.clients import client
from chalicelib.platform.settings import queue_url, schedule_group
from tests.support.accounts import Saver, deliver


def relay_journal(image: dict) -> None:
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": dynamo.to_wire(image)}}
    with Client(app, stage_name="local") as lambdas:
        lambdas.lambda_.invoke("relay_journal", {"Records": [record]})


def received() -> list[dict]:
    answer = client("sqs").receive_message(QueueUrl=queue_url("query-events-sqs"), MaxNumberOfMessages=10, WaitTimeSeconds=1)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


@pytest.mark.usefixtures("fresh_emulator")
class TestKilledRelay:
    def test_has_one_effect_of_each_delivery(self, monkeypatch):
        ada = Saver()
        account_id = ada.open(balance="10.00")
        ada.project()
        end = clock.to_text(clock.now() + timedelta(hours=1))
        hold_id = ada.post("/holds", {"accountId": account_id, "amount": "4", "expiresAt": end})["holdId"]
        (image,) = [item for item in every_journal_item() if item["kind"] == "hold.placed"]

        def killed(delivery):
            raise EndpointConnectionError(endpoint_url="scheduler")

        with monkeypatch.context() as first_time:
            first_time.setattr(relay, "_schedule", killed)
            with pytest.raises(EndpointConnectionError):
                relay_journal(image)
        relay_journal(image)
        relay_journal(image)

        events = received()
        assert [event["kind"] for event in events] == ["hold.placed"] * 3
        assert deliver("query_events", *events) == []
        assert ada.get(f"/balances/{account_id}")["held"] == "4.00"
        schedules = client("scheduler").list_schedules(GroupName=schedule_group())["Schedules"]
        assert [schedule["Name"] for schedule in schedules if hold_id in schedule["Name"]] == [f"hold-{hold_id}"]
