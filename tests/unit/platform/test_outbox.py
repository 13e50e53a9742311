"""Facts as they are written: deliveries spelled out, kept for a month, one mail an id."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call

NOW = datetime(2026, 11, 21, 6, 47, 12, tzinfo=UTC)


def test_a_fact_is_a_new_item_with_its_deliveries():
    delivery = outbox.to_queue("query-events-sqs", {"a": 1})
    put = outbox.record("card.created", [delivery], Call(NOW, correlation_id="correlation-1")).request["Put"]
    item = dynamo.from_wire(put["Item"])
    assert put["TableName"] == "inferno-local-outbox-table"
    assert put["ConditionExpression"] == "attribute_not_exists(#id)"
    assert (item["fact"], item["at"], item["correlation_id"]) == ("card.created", "2026-11-21T06:47:12.000Z", "correlation-1")
    assert item["deliveries"] == [delivery]
    assert item["expires_at"] == int(NOW.timestamp()) + 30 * 86_400


def test_a_mail_is_named_by_its_fact_and_template():
    delivery = outbox.mail("card-7", "CARD.CREATE", "user-1", {"last4": "4821"}, "correlation-1")
    assert (delivery["kind"], delivery["queue"]) == ("queue", "notification-email-sqs")
    assert json.loads(delivery["body"]) == {
        "messageId": "card-7:CARD.CREATE", "template": "CARD.CREATE", "userId": "user-1", "correlationId": "correlation-1",
        "data": {"last4": "4821"},
    }  # fmt: skip


def test_a_schedule_says_its_time_in_utc():
    assert outbox.to_schedule("hold-7", NOW, "ledger_hold_expiry", {})["at"] == "2026-11-21T06:47:12.000Z"


def test_what_nobody_can_read_is_looked_at_by_no_verification(monkeypatch):
    good = {"id": "1", "fact": "x", "at": "2026-11-21T06:47:12.000Z", "deliveries": []}
    wrong = {"at": "yesterday"}, {"at": 5}, {"deliveries": 5}, {"deliveries": "all"}, {"deliveries": [5]}, {"deliveries": None}
    rows = [good, {"id": "2"}, *({**good, **each} for each in wrong)]
    monkeypatch.setattr(dynamo, "scan_all", lambda table: iter(rows))
    assert list(outbox.every_item()) == [good]
    assert list(outbox.undelivered(NOW)) == [] and list(outbox.since(NOW)) == [good]


@pytest.mark.parametrize("name", ["", "x" * 3_000, "nobody"])
def test_a_name_that_no_fact_can_have_is_not_looked_for(monkeypatch, name):
    asked: list[object] = []
    monkeypatch.setattr(dynamo, "get_many", lambda keys: asked.extend(keys) or [None for _ in keys])
    fact = "01a2dfb6-5c00-78b1-9535-79377b828783"
    assert outbox.vouches_for([(name, {}), (fact, {})]) == [False, False]
    assert asked == [(outbox.TABLE, {"id": fact})]
