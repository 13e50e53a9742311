"""One mail a fact: whatever arrives twice, at once, or dies half way."""

import json
import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from chalicelib.kernel import ids
from chalicelib.notifications import store, wiring
from chalicelib.notifications.delivery import deliver
from chalicelib.notifications.errors import (
    MailInProgress,
    MailNotTaken,
    MailOutcomeUnknown,
    UnknownRecipient,
    UnrenderableMail,
)
from chalicelib.notifications.model import LEASE_SECONDS, LinkedFile, Mail, Status
from chalicelib.notifications.operations.send_mail import Outcome, send_mail
from chalicelib.notifications.wire import read_message
from tests.integration.notifications.post_office import Clock, a_customer, a_top_up, body_of, mails_to, record_of
from tests.support import streams

pytestmark = pytest.mark.usefixtures("emulator")


class Died(BaseException):
    """The worker's process ends: nothing after this runs, no `except Exception` sees it."""


class Worker:
    """`send_mail` with a plain mail, and a delivery that does what the test says."""

    def __init__(self, clock, deliver=deliver):
        self.clock, self.deliver = clock, deliver

    def __call__(self, command):
        return send_mail(
            command,
            reservation=ids.new_id(),
            clock=self.clock,
            find_recipient=wiring.find_recipient,
            render=lambda command, recipient: Mail(f"Hello {recipient.name}", "<p>Hello</p>", "Hello"),
            deliver=self.deliver,
        )


def dies_after_sending(mail, email):
    deliver(mail, email)
    raise Died


def gives_no_answer(mail, email):
    raise MailOutcomeUnknown


def refuses(mail, email):
    raise MailNotTaken("not today")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def customer():
    return a_customer()


@pytest.fixture
def mail(customer):
    return a_top_up(customer)


class TestSendMail:
    def test_sends_both_forms_in_the_customers_language_and_notes_it(self, emulator):
        customer = a_customer("es")
        command = a_top_up(customer)
        assert wiring.send_mail(command) is Outcome.SENT
        (mail,) = mails_to(emulator, customer)
        assert mail["Subject"] == "Recarga de 25,00 USD en tu tarjeta de débito"
        assert "Hola, Ana:" in mail["BodyText"] and '<html lang="es"' in mail["BodyHtml"]
        assert mail["Source"] == "Inferno Bank <no-reply@inferno.example>"
        record = record_of(command)
        assert (record["status"], record["messageId"], record["userId"]) == ("SENT", command.message_id, customer.user_id)
        assert record["createdAt"] == ids.created_at(record["uuid"]) == ids.created_at(command.message_id[:36])
        assert record["sesMessageId"] and "leaseUntil" not in record

    def test_tells_who_listens_that_it_left_and_not_what_it_says(self, customer, mail):
        for _ in range(2):
            wiring.send_mail(mail)
        deliveries = [
            each
            for item in streams.outbox(customer.user_id)
            if item["fact"] == "notification.sent"
            for each in item["deliveries"]
        ]
        (event,) = (
            each for each in map(json.loads, (each["body"] for each in deliveries)) if each["subject"] == mail.notification_id
        )
        assert event["type"] == "com.infernobank.notifications.notification.sent"
        about = {"template": "TRANSACTION.SAVE", "category": "transactions", "channel": "email"}
        assert event["data"] == {"notificationId": mail.notification_id, "userId": customer.user_id, **about}

    def test_signs_the_link_to_a_file_when_it_sends(self, emulator, customer):
        """However old the message: a link in it would have died with the first try."""
        file = LinkedFile("transactions-report-bucket", f"{customer.user_id}/report.csv")
        bucket = emulator.place.name("bucket", file.bucket)
        emulator.clients("s3").put_object(Bucket=bucket, Key=file.key, Body=b"date,amount")
        about = {"reportId": ids.new_id(), "format": "csv", "last4": "4242", "rows": 7, "start": "", "end": ""}
        command = read_message({**body_of(a_top_up(customer, template="REPORT.ACTIVITY", data=about)), "file": asdict(file)})
        assert wiring.send_mail(command) is Outcome.SENT
        (mail,) = mails_to(emulator, customer)
        (link,) = re.findall(r"http\S+", mail["BodyText"])
        assert "X-Amz-Expires=3600" in link and "60 minutes" in mail["BodyText"]
        with urllib.request.urlopen(link, timeout=10) as answer:
            assert answer.read() == b"date,amount"

    def test_sends_once_when_the_message_arrives_twice(self, emulator, customer, mail):
        assert [wiring.send_mail(mail), wiring.send_mail(mail)] == [Outcome.SENT, Outcome.SENT_BEFORE]
        assert len(mails_to(emulator, customer)) == 1

    def test_sends_once_when_many_workers_get_it_at_once(self, emulator, customer, mail):
        def work(_):
            try:
                return wiring.send_mail(mail)
            except MailInProgress:
                return "IN_PROGRESS"

        with ThreadPoolExecutor(12) as pool:
            outcomes = list(pool.map(work, range(36)))
        assert outcomes.count(Outcome.SENT) == 1
        assert set(outcomes) <= {Outcome.SENT, Outcome.SENT_BEFORE, "IN_PROGRESS"}
        assert len(mails_to(emulator, customer)) == 1

    def test_two_facts_are_two_mails(self, emulator, customer):
        wiring.send_mail(a_top_up(customer))
        wiring.send_mail(a_top_up(customer))
        assert len(mails_to(emulator, customer)) == 2

    def test_a_message_id_of_any_kind_is_sent_once(self, emulator, customer, mail):
        odd = replace(mail, message_id="nightly-42")
        assert [wiring.send_mail(odd), wiring.send_mail(odd)] == [Outcome.SENT, Outcome.SENT_BEFORE]
        assert record_of(odd)["createdAt"] == "1970-01-01T00:00:00.000Z"

    def test_notes_why_it_has_nobody_to_write_to(self, mail):
        stray = replace(mail, user_id=ids.new_id())
        with pytest.raises(UnknownRecipient):
            wiring.send_mail(stray)
        assert record_of(stray)["error"] == "UnknownRecipient"

    def test_notes_what_a_template_misses_and_sends_what_was_corrected(self, emulator, customer, mail):
        with pytest.raises(UnrenderableMail):
            wiring.send_mail(replace(mail, data={}))
        assert "amount" in record_of(mail)["cause"] and mails_to(emulator, customer) == []
        assert wiring.send_mail(mail) is Outcome.SENT
        assert "cause" not in record_of(mail)

    def test_a_late_broken_copy_does_not_touch_a_sent_mail(self, mail):
        wiring.send_mail(mail)
        with pytest.raises(UnrenderableMail):
            wiring.send_mail(replace(mail, data={}))
        assert record_of(mail)["status"] == "SENT"


class TestAfterARefusal:
    def test_the_next_try_sends(self, emulator, customer, mail, clock):
        with pytest.raises(MailNotTaken):
            Worker(clock, refuses)(mail)
        assert (record_of(mail)["status"], record_of(mail)["error"]) == ("FAILED", "MailNotTaken")
        assert "not today" in record_of(mail)["cause"]
        assert Worker(clock)(mail) is Outcome.SENT
        assert len(mails_to(emulator, customer)) == 1

    def test_ses_itself_refuses_an_unverified_sender(self, monkeypatch, mail):
        monkeypatch.setenv("BANK_MAIL_SENDER", "someone@elsewhere.example")
        with pytest.raises(MailNotTaken, match="MessageRejected"):
            wiring.send_mail(mail)
        assert record_of(mail)["status"] == "FAILED"


class TestAWorkerThatDied:
    def test_leaves_the_mail_alone_while_the_lease_runs(self, emulator, customer, mail, clock):
        with pytest.raises(Died):
            Worker(clock, dies_after_sending)(mail)
        clock.now += timedelta(seconds=LEASE_SECONDS - 1)
        with pytest.raises(MailInProgress):
            Worker(clock)(mail)
        assert len(mails_to(emulator, customer)) == 1

    def test_is_never_followed_by_a_second_mail_unasked(self, emulator, customer, mail, clock):
        with pytest.raises(Died):
            Worker(clock, dies_after_sending)(mail)
        clock.now += timedelta(seconds=LEASE_SECONDS)
        with pytest.raises(MailOutcomeUnknown):
            Worker(clock)(mail)
        store.mark_unknown(store.find(mail.notification_id), "letter-1")
        assert Worker(clock)(mail) is Outcome.LEFT_TO_A_PERSON
        assert Worker(clock)(replace(mail, resend="letter-2")) is Outcome.LEFT_TO_A_PERSON
        assert len(mails_to(emulator, customer)) == 1

    def test_a_person_may_have_it_sent_again_once(self, emulator, customer, mail, clock):
        with pytest.raises(Died):
            Worker(clock, dies_after_sending)(mail)
        store.mark_unknown(store.find(mail.notification_id), "letter-1")
        again = replace(mail, resend="letter-1")
        assert [Worker(clock)(again), Worker(clock)(again)] == [Outcome.SENT, Outcome.SENT_BEFORE]
        assert len(mails_to(emulator, customer)) == 2

    def test_an_answer_that_never_came_counts_as_perhaps_sent(self, mail, clock):
        with pytest.raises(MailOutcomeUnknown):
            Worker(clock, gives_no_answer)(mail)
        assert record_of(mail)["status"] == "SENDING"

    def test_a_worker_that_was_only_slow_knows_best(self, mail, clock):
        def slow(content, email):
            assert store.mark_unknown(store.find(mail.notification_id), "letter-1")
            return deliver(content, email)

        assert Worker(clock, slow)(mail) is Outcome.SENT
        assert record_of(mail)["status"] == "SENT"
        assert Worker(clock)(replace(mail, resend="letter-1")) is Outcome.SENT_BEFORE


class TestReserve:
    def test_recognises_its_own_reservation_when_the_answer_was_lost(self, mail, clock):
        assert store.reserve(mail, "mine", clock()) is None
        assert store.reserve(mail, "mine", clock()) is None
        assert store.reserve(mail, "theirs", clock()).status is Status.SENDING

    def test_a_refusal_noted_late_does_not_free_another_workers_mail(self, mail, clock):
        store.reserve(mail, "mine", clock())
        store.mark_refused(mail, "theirs", ValueError("old news"))
        assert store.find(mail.notification_id).status is Status.SENDING

    def test_unknown_is_only_said_of_what_was_seen(self, mail, clock):
        store.reserve(mail, "mine", clock())
        seen = store.find(mail.notification_id)
        store.mark_sent(mail, "mine", "ses-1", clock())
        assert not store.mark_unknown(seen, "letter-1")
        assert store.find(mail.notification_id).status is Status.SENT
