"""The queue of mails from message to error table and back, with the functions as Lambda calls them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from chalice.test import Client

from app import app
from chalicelib.kernel import clock, ids
from chalicelib.notifications import store, wiring
from chalicelib.notifications.errors import NotToBeSent
from chalicelib.notifications.model import Skip
from chalicelib.notifications.operations.note_feedback import note_feedback
from chalicelib.notifications.operations.record_failed_mail import DeadLetter, record_failed_mail
from chalicelib.notifications.wire import read_feedback
from chalicelib.platform import dynamo, error_log
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from chalicelib.platform.relay import perform_all
from ops.pointing import pointed_at
from tests.integration.notifications.post_office import a_customer, a_top_up, body_of, bounce_of, mails_to, record_of, told_by_ses
from tests.support.watching import log_text

__all__ = ["log_text"]

QUEUE, DEAD = "notification-email-sqs", "notification-email-error-sqs"
FUNCTIONS = {QUEUE: "send-notifications-lambda", DEAD: "send-notifications-error-lambda"}
TRIES = 3
ACCOUNT = "300000000007"


class PostOffice:
    """The two queues with the declared redrive, their messages visible again at once, worked off on demand."""

    def __init__(self, emulator, client):
        self.sqs, self.client = emulator.clients("sqs"), client
        self.urls = {queue: emulator.place.queue_url(queue, emulator.url) for queue in FUNCTIONS}
        for url in self.urls.values():
            self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})

    def send(self, *bodies: object) -> None:
        for body in bodies:
            text = body if isinstance(body, str) else json.dumps(body)
            self.sqs.send_message(QueueUrl=self.urls[QUEUE], MessageBody=text)

    def deliver(self, queue: str = QUEUE) -> tuple[int, int]:
        """Hands one batch to the queue's function, as the event source does. Returns how many it took and how many it gave back."""
        received = self.sqs.receive_message(
            QueueUrl=self.urls[queue], MaxNumberOfMessages=10, AttributeNames=["All"], WaitTimeSeconds=0, VisibilityTimeout=30
        ).get("Messages", [])
        if not received:
            return 0, 0
        records = [
            {"messageId": each["MessageId"], "receiptHandle": each["ReceiptHandle"], "body": each["Body"],
             "attributes": each["Attributes"], "messageAttributes": {}, "eventSource": "aws:sqs"}
            for each in received
        ]  # fmt: skip
        answer = self.client.lambda_.invoke(FUNCTIONS[queue], {"Records": records}).payload
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for each in received:
            if each["MessageId"] in failed:
                self.sqs.change_message_visibility(
                    QueueUrl=self.urls[queue], ReceiptHandle=each["ReceiptHandle"], VisibilityTimeout=0
                )
            else:
                self.sqs.delete_message(QueueUrl=self.urls[queue], ReceiptHandle=each["ReceiptHandle"])
        return len(received) - len(failed), len(failed)

    def bury(self) -> None:
        """Lets every message of the queue be tried as often as declared, then once more: it moves to the dead letters."""
        for _ in range(TRIES):
            assert self.deliver() != (0, 0)
        assert self.deliver() == (0, 0)


@pytest.fixture(scope="module")
def mail_account(emulator_process, provisioned_account):
    """An account for these tests alone: nobody else works off its queues."""
    with pointed_at(emulator_process.url, ACCOUNT):
        yield provisioned_account(ACCOUNT)


@pytest.fixture
def office(mail_account):
    with Client(app, stage_name="local") as client:
        office = PostOffice(mail_account, client)
        yield office
    for url in office.urls.values():
        office.sqs.purge_queue(QueueUrl=url)
    for entry in entries():
        key = {"uuid": entry["uuid"], "createdAt": entry["createdAt"]}
        dynamo.write(dynamo.delete("error", "notification-error-table", key))


@pytest.fixture
def customer(mail_account):
    return a_customer()


def entries() -> list[dict]:
    return sorted(dynamo.scan_all("notification-error-table"), key=lambda entry: entry["uuid"])


def ask_for_retry(error_id: str) -> None:
    """As the admin's route does, with the relay behind it."""
    seen = {item["id"] for item in dynamo.scan_all("outbox-table")}
    error_log.retry(error_id, Call(clock.now(), "admin"))
    for item in dynamo.scan_all("outbox-table"):
        if item["id"] not in seen:
            perform_all(item)


class TestTheQueue:
    def test_one_bad_message_does_not_hold_up_the_others(self, office, mail_account, customer):
        commands = [a_top_up(customer) for _ in range(3)]
        office.send(body_of(commands[0]), "not json", body_of(commands[1]), body_of(commands[2]))
        assert office.deliver() == (3, 1)
        assert [record_of(command)["status"] for command in commands] == ["SENT"] * 3
        assert len(mails_to(mail_account, customer)) == 3

    def test_the_same_message_twice_in_one_batch_is_one_mail(self, office, mail_account, customer):
        body = body_of(a_top_up(customer))
        office.send(body, body)
        assert office.deliver() == (2, 0)
        assert len(mails_to(mail_account, customer)) == 1

    def test_a_field_from_a_newer_sender_does_no_harm(self, office, mail_account, customer):
        office.send({**body_of(a_top_up(customer)), "priority": "high"})
        assert office.deliver() == (1, 0)
        assert len(mails_to(mail_account, customer)) == 1


class TestMalformedMessages:
    @pytest.mark.parametrize(
        ("body", "cause"),
        [
            ("not json", "no JSON object"),
            ("[1, 2]", "no JSON object"),
            ("[" * 100_000, "no JSON object"),
            ("{}", "messageId"),
            ({"messageId": "a b", "template": "WELCOME", "userId": ids.new_id(), "data": {}}, "messageId"),
            ({"messageId": "a", "template": "WELCOME", "userId": "5", "data": {}}, "userId"),
            ({"messageId": "a", "template": "WELCOME", "userId": ids.new_id(), "data": []}, "data"),
            ({"messageId": "\ud800", "template": "WELCOME", "userId": ids.new_id(), "data": {}}, "messageId"),
            ({"\ud800": "a"}, "surrogates"),
            ({"messageId": "a", "template": 5, "userId": ids.new_id(), "data": {}}, "template"),
        ],
    )
    def test_end_in_the_error_table_with_their_cause(self, office, body, cause):
        office.send(body)
        office.bury()
        assert office.deliver(DEAD) == (1, 0)
        (entry,) = entries()
        assert (entry["error"], entry["status"], entry["source"]) == ("MalformedMessage", "OPEN", "send-notifications-lambda")
        assert cause in entry["cause"]
        assert entry["input"] == (body if isinstance(body, str) else json.dumps(body))[: error_log.INPUT_CHARACTERS]
        assert entry["createdAt"] == ids.created_at(entry["uuid"])
        assert entry["retry"] is None


def a_dead_copy(command) -> DeadLetter:
    return DeadLetter(ids.new_id(), body_of(command), json.dumps(body_of(command)), clock.now())


class TestFailedMails:
    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"template": "NO.SUCH.THING"}, "UnknownTemplate"),
            ({"template": "../secret"}, "UnknownTemplate"),
            ({"user_id": ids.new_id()}, "UnknownRecipient"),
            ({"data": {"amount": "1.00"}}, "UnrenderableMail"),
        ],
    )
    def test_end_in_the_error_table_with_their_cause(self, office, mail_account, customer, change, error):
        office.send(body_of(replace(a_top_up(customer), **change)))
        office.bury()
        office.deliver(DEAD)
        (entry,) = entries()
        assert entry["error"] == error and entry["cause"]
        assert entry["retry"]["kind"] == "queue" and entry["retry"]["queue"] == QUEUE
        assert mails_to(mail_account, customer) == []

    @pytest.mark.parametrize(
        ("code", "status", "error"), [("MessageRejected", 400, "MailNotTaken"), ("Internal", 500, "MailOutcomeUnknown")]
    )
    def test_tell_nobody_the_address(self, office, customer, log_text, monkeypatch, code, status, error):
        """SES names the recipient in its refusals, as it does an address that is not verified."""
        command, words = a_top_up(customer), f"Email address is not verified: {customer.email}"

        def refuses(**request):
            answer = {"Error": {"Code": code, "Message": words}, "ResponseMetadata": {"HTTPStatusCode": status}}
            raise ClientError(answer, "SendEmail")

        monkeypatch.setattr(client("sesv2"), "send_email", refuses)
        office.send(body_of(command))
        office.bury()
        record = store.find(command.notification_id)
        monkeypatch.setattr(store, "find", lambda _: replace(record, lease_until=0))
        assert office.deliver(DEAD) == (1, 0)
        (entry,) = entries()
        assert entry["error"] == error and code in entry["cause"] + log_text()
        for text in (log_text(), str(record_of(command)), str(entry)):
            assert customer.email not in text

    def test_the_same_dead_letter_twice_is_one_entry(self, office, customer):
        office.send(body_of(replace(a_top_up(customer), template="NO.SUCH")))
        office.bury()
        office.deliver(DEAD)
        (entry,) = entries()
        letter_id = json.loads(entry["retry"]["body"])["resend"]
        copy = DeadLetter(letter_id, json.loads(entry["input"]), entry["input"], ids.moment_of(entry["uuid"]))
        assert record_failed_mail(copy, now=clock.now()) == entry["uuid"]
        assert len(entries()) == 1

    @pytest.mark.parametrize(("why", "status"), [(Skip.CODE_OVER, "SKIPPED"), (Skip.COMES_BACK, "SUPPRESSED")])
    def test_of_a_mail_that_is_not_to_be_sent_there_is_none(self, office, customer, why, status):
        """Another copy of its message was skipped, before anybody had reserved it."""
        command = a_top_up(customer)
        store.mark_skipped(command, ids.new_id(), NotToBeSent(why), clock.now())
        assert record_failed_mail(a_dead_copy(command), now=clock.now()) is None
        assert (record_of(command)["status"], entries()) == (status, [])

    @pytest.mark.parametrize(("told", "status"), [("Bounce", "BOUNCED"), ("Complaint", "COMPLAINED"), ("Delivery", "DELIVERED")])
    def test_of_a_mail_whose_end_ses_told_there_is_none(self, office, customer, told, status):
        command = a_top_up(customer)
        wiring.send_mail(command)
        said = bounce_of(command) if told == "Bounce" else told_by_ses(command, told)
        note_feedback(read_feedback(said), Call(clock.now()))
        assert record_failed_mail(a_dead_copy(command), now=clock.now()) is None
        assert (record_of(command)["status"], entries()) == (status, [])

    def test_a_retry_sends_what_was_mended_and_a_second_retry_does_nothing(self, office, mail_account, customer):
        s3, bucket = mail_account.clients("s3"), mail_account.place.name("bucket", "templates-email-notification")
        office.send(body_of(replace(a_top_up(customer), template="BRAND.NEW")))
        office.bury()
        office.deliver(DEAD)
        for part in ("subject.txt", "html", "txt"):
            s3.put_object(Bucket=bucket, Key=f"en/BRAND.NEW.{part}", Body=b"News for {{ name }}")
        _look_at_the_bucket_again()
        (entry,) = entries()
        ask_for_retry(entry["uuid"])
        with pytest.raises(error_log.AlreadyRetried):
            ask_for_retry(entry["uuid"])
        assert office.deliver() == (1, 0)
        (mail,) = mails_to(mail_account, customer)
        assert mail["Subject"] == "News for Ana"
        assert office.deliver() == (0, 0)

    def test_a_mail_that_was_sent_after_all_has_no_entry(self, office, customer):
        command = a_top_up(customer)
        office.send({**body_of(command), "data": {}})
        office.bury()
        office.send(body_of(command))
        office.deliver()
        assert office.deliver(DEAD) == (1, 0)
        assert entries() == []


class TestMailsOfUnknownOutcome:
    def reserved(self, customer, *, seconds_ago: int):
        """A mail whose worker died after its reservation."""
        command = a_top_up(customer)
        store.reserve(command, "a dead worker's", _seconds_ago(seconds_ago))
        return command

    def test_wait_until_the_lease_is_over(self, office, customer):
        office.send(body_of(self.reserved(customer, seconds_ago=0)))
        office.bury()
        assert office.deliver(DEAD) == (0, 1)
        assert entries() == []

    def test_are_left_to_a_person_who_may_send_them_once(self, office, mail_account, customer):
        command = self.reserved(customer, seconds_ago=3600)
        office.send(body_of(command))
        office.bury()
        office.deliver(DEAD)
        (entry,) = entries()
        assert entry["error"] == "MailOutcomeUnknown" and mails_to(mail_account, customer) == []
        office.send(body_of(command))  # a late copy of the fact
        assert office.deliver() == (1, 0)
        assert mails_to(mail_account, customer) == []
        ask_for_retry(entry["uuid"])
        office.deliver()
        assert len(mails_to(mail_account, customer)) == 1
        assert record_of(command)["status"] == "SENT"

    def test_two_dead_letters_of_one_mail_are_one_entry(self, office, customer):
        command = self.reserved(customer, seconds_ago=3600)
        office.send(body_of(command), body_of(command))
        office.bury()
        assert office.deliver(DEAD) == (2, 0)
        assert len(entries()) == 1

    def test_a_retry_that_dies_too_is_an_entry_of_its_own(self, office, mail_account, customer):
        command = self.reserved(customer, seconds_ago=3600)
        office.send(body_of(command))
        office.bury()
        office.deliver(DEAD)
        (first,) = entries()
        again = replace(command, resend=json.loads(first["retry"]["body"])["resend"])
        assert store.reserve(again, "another dead worker's", _seconds_ago(1800)) is None
        ask_for_retry(first["uuid"])
        office.bury()
        office.deliver(DEAD)
        second = next(entry for entry in entries() if entry["uuid"] != first["uuid"])
        ask_for_retry(second["uuid"])
        assert office.deliver() == (1, 0)
        assert len(mails_to(mail_account, customer)) == 1

    def test_a_retry_that_fails_before_it_is_sent_comes_back(self, office, mail_account, customer):
        command = self.reserved(customer, seconds_ago=3600)
        office.send(body_of(command))
        office.bury()
        office.deliver(DEAD)
        (first,) = entries()
        retry = json.loads(first["retry"]["body"])
        office.send({**retry, "data": {}})
        office.bury()
        office.deliver(DEAD)
        assert [entry["error"] for entry in entries() if entry["uuid"] != first["uuid"]] == ["UnrenderableMail"]


def _seconds_ago(seconds: int):
    return clock.now() - timedelta(seconds=seconds)


def _look_at_the_bucket_again() -> None:
    """As after the half minute for which a template is fresh."""
    wiring._renderer.cache_clear()
