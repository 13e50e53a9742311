"""The two functions as they run: started by their queues, in the emulator's own Lambda, with the declared tries."""

import json

import pytest

from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from local.waiting import until
from ops.pointing import pointed_at
from tests.integration.notifications.post_office import a_customer, a_top_up, body_of, mails_to
from tests.support.functions import deploy

ACCOUNT = "300000000008"


@pytest.fixture(scope="module")
def running(emulator_process, provisioned_account):
    with pointed_at(emulator_process.url, ACCOUNT):
        emulator = provisioned_account(ACCOUNT)
        deploy(emulator, "send-notifications-lambda", "send-notifications-error-lambda")
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
