"""The two functions as they run: started by their queues, in the emulator's own Lambda, with the declared tries."""

import json

import pytest

from chalicelib.kernel import ids
from chalicelib.notifications import wiring
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.platform import dynamo
from local.waiting import until
from ops.pointing import pointed_at
from tests.integration.notifications.post_office import a_customer, a_top_up, body_of, bounce_of, mails_to, record_of, told_by_ses
from tests.support.functions import deploy

ACCOUNT = "300000000008"


@pytest.fixture(scope="module")
def running(emulator_process, provisioned_account):
    with pointed_at(emulator_process.url, ACCOUNT):
        emulator = provisioned_account(ACCOUNT)
        deploy(emulator, "send-notifications-lambda", "send-notifications-error-lambda")
        deploy(emulator, "notifications_feedback", "notifications_feedback_failed")
        yield emulator


def send(emulator, *bodies: str) -> None:
    for body in bodies:
        url = emulator.place.queue_url("notification-email-sqs", emulator.url)
        emulator.clients("sqs").send_message(QueueUrl=url, MessageBody=body)


def entry_of(body: str) -> dict | None:
    return next((entry for entry in dynamo.scan_all("notification-error-table") if entry["input"] == body), None)


def test_good_messages_become_mails_and_bad_ones_entries(running):
    customer = a_customer("es")
    good = [json.dumps(body_of(a_top_up(customer))) for _ in range(3)]
    malformed = f"no json {ids.new_id()}"
    send(running, good[0], malformed, good[1], good[0], good[2])
    until(lambda: len(mails_to(running, customer)) >= 3, "three mails")
    entry = until(lambda: entry_of(malformed), "the entry")
    assert (entry["error"], entry["status"]) == ("MalformedMessage", "OPEN")
    assert len(mails_to(running, customer)) == 3
    assert [entry_of(body) for body in good] == [None] * 3


def publish(emulator, event: object) -> None:
    text = event if isinstance(event, str) else json.dumps(event)
    emulator.clients("sns").publish(TopicArn=emulator.place.arn("topic/mail-feedback"), Message=text)


def test_what_ses_tells_reaches_the_mail_it_is_of(running):
    """By SES's topic, which filters by what the message says: it has no attributes."""
    delivered, bounced = (a_top_up(a_customer()) for _ in range(2))
    for command in (delivered, bounced):
        assert wiring.send_mail(command) is Outcome.SENT
    publish(running, "Successfully validated SNS topic for Amazon SES event publishing.")
    publish(running, told_by_ses(bounced, "Open"))
    publish(running, told_by_ses(delivered, "Delivery", recipients=["x@example.com"]))
    publish(running, bounce_of(bounced))
    forged = told_by_ses(delivered, "Complaint", feedbackId=ids.new_id())
    forged["mail"]["messageId"] = ids.new_id()
    publish(running, forged)
    until(lambda: record_of(delivered)["status"] == "DELIVERED", "DELIVERED")
    until(lambda: record_of(bounced)["status"] == "BOUNCED", "BOUNCED")
    entry = until(lambda: entry_of(json.dumps(forged)), "the entry", 90)
    assert (entry["source"], entry["retry"]["queue"]) == ("notifications_feedback_failed", "notification-feedback-sqs")
    assert record_of(delivered)["status"] == "DELIVERED"
    assert [each for each in dynamo.scan_all("notification-error-table") if "eventType" in each["input"]] == [entry]
