"""Events on real topics: who filters on `type` hears those, and nobody else hears more than before."""

import json

import pytest

from chalicelib.platform import outbox, relay, settings
from chalicelib.platform.clients import client
from tests.support.accounts import Saver, outbox_of
from tests.support.api import staff
from tests.support.people import someone

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def listener():
    """A queue of its own on a topic, with a filter."""
    made = []

    def listen(topic: str, filter: dict) -> str:
        url = client("sqs").create_queue(QueueName=f"listener-{len(made)}")["QueueUrl"]
        arn = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        subscription = client("sns").subscribe(
            TopicArn=settings.topic_arn(topic),
            Protocol="sqs",
            Endpoint=arn,
            Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps(filter)},
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        made.append((url, subscription))
        return url

    yield listen
    for url, subscription in made:
        client("sns").unsubscribe(SubscriptionArn=subscription)
        client("sqs").delete_queue(QueueUrl=url)


def heard(url: str) -> list[dict]:
    found = []
    while messages := client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            found.append(json.loads(message["Body"]))
            client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def publish(text: str) -> None:
    """Performs what was told about somebody, as the relay does."""
    for each in outbox_of(text):
        if each["kind"] == "topic":
            relay.perform(each, "outbox-1")


class TestAccounts:
    def test_are_told_in_either_way_to_whom_they_concern(self, listener):
        frozen = listener("account-events", {"type": ["com.infernobank.accounts.account.frozen"]})
        older = listener("account-events", {"eventType": [{"exists": True}]})
        ada = Saver()
        account = ada.open()
        for verb in ("freeze", "unfreeze"):
            assert staff("support").post(f"/accounts/{account}/{verb}", {"reason": "a check"}).status == 200
        assert ada.post(f"/accounts/{account}/close").status == 200
        publish(account)
        (event,) = heard(frozen)
        assert (event["subject"], event["data"]["status"], event["data"]["revision"]) == (account, "FROZEN", 2)
        assert {event["kind"] for event in heard(older)} == {
            "CREATE_ACCOUNT_EVENT", "FREEZE_ACCOUNT_EVENT", "UNFREEZE_ACCOUNT_EVENT", "CLOSE_ACCOUNT_EVENT",
        }  # fmt: skip

    def test_come_from_the_outbox_that_vouches_for_them(self):
        ada = Saver()
        account = ada.open()
        (event,) = [each for each in outbox_of(account) if "type" in each]
        assert event["type"] == "com.infernobank.accounts.account.created"
        assert json.loads(event["body"])["correlationid"]
        assert outbox.vouches_for([("nobody", json.loads(event["body"]))]) == [False]


class TestUsers:
    def test_are_told_when_they_register_and_log_in(self):
        ana = someone()
        told = [each for each in outbox_of(ana.user_id) if each.get("topic") == "identity-events"]
        assert [each["type"] for each in told] == [
            "com.infernobank.identity.user.registered", "com.infernobank.identity.user.logged_in",
        ]  # fmt: skip
        assert ana.email.lower() not in json.dumps(told).lower()
