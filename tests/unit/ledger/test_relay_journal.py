"""The journal's stream: what is published of a journal item, and what is nobody's news."""

import json

import pytest

from chalicelib.ledger import consumers
from chalicelib.ledger.errors import InsufficientFunds
from chalicelib.ledger.operations.post import post
from chalicelib.platform import outbox
from tests.support.ledger import keyed, move, moving, open_account

TOLD = outbox.to_queue("notification-email-sqs", {"n": 1})


@pytest.fixture
def performed(monkeypatch) -> list[dict]:
    performed: list[dict] = []
    monkeypatch.setattr(consumers, "perform_all", lambda image: performed.extend(image["deliveries"]))
    return performed


def relay(database, name: str = "INSERT") -> None:
    """Hands the journal to the function as its stream does, one batch."""
    images = database.tables["inferno-local-ledger-journal"].values()
    records = [{"eventName": name, "dynamodb": {"NewImage": image}} for image in images]
    consumers.relay_journal({"Records": records}, None)


def test_publishes_a_posting_as_one_event_before_its_own_deliveries(database, performed):
    account = open_account()
    post(moving(account.key, 10**17 + 1, keyed("k"), deliver=lambda posted: [TOLD], correlation_id="c1"))
    relay(database)
    event, _, delivery = performed
    assert (event["topic"], event["eventType"], delivery) == ("ledger-events", "test.moved", TOLD)
    body = json.loads(event["body"])
    assert (body["correlationId"], body["refusal"]) == ("c1", None)
    assert sum(leg["amount"] for leg in body["legs"]) == 0
    (touched,) = body["touched"]
    assert (touched["balance"], touched["seq"], touched["account"]) == (10**17 + 1, 1, account.account_id)


def test_tells_the_new_balance_of_each_account_once_under_one_id(database, performed):
    account = open_account()
    move(account.key, 10**17 + 1, keyed("in"))
    move(account.key, -250, keyed("out"))
    relay(database)
    relay(database)
    told = [each for each in performed if each.get("type") == "com.infernobank.ledger.account.balance.updated"]
    assert {each["topic"] for each in told} == {"account-events"}
    events = {each["id"]: each for each in (json.loads(each["body"]) for each in told)}
    assert (len(told), len(events)) == (4, 2)
    into, out = sorted((each["data"] for each in events.values()), key=lambda data: data["sequence"])
    assert (into["change"], into["balance"], into["sequence"]) == ("1000000000000000.01", "1000000000000000.01", 1)
    assert (out["change"], out["balance"], out["sequence"]) == ("-2.50", "999999999999997.51", 2)
    assert (out["held"], out["available"]) == ("0.00", out["balance"])
    assert {each["subject"] for each in events.values()} == {into["accountId"]} == {account.account_id}


def test_publishes_a_refusal_worth_telling_and_keeps_the_others_to_itself(database, performed):
    account = open_account()
    for key, refused in (("told", lambda failure, posting_id: {"id": posting_id}), ("kept", None)):
        with pytest.raises(InsufficientFunds):
            move(account.key, -1, keyed(key), refused=refused)
    relay(database)
    (event,) = performed
    assert event["eventType"] == "test.moved.refused"
    assert json.loads(event["body"])["refusal"]["code"] == "insufficient_funds"


def test_leaves_changes_and_removals_alone(database, performed):
    open_account(5)
    for name in ("MODIFY", "REMOVE"):
        relay(database, name)
    assert performed == []
