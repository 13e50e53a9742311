"""Messages that come later: at the end of the quiet, or together in a digest."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.notifications import recipients, store, wiring
from chalicelib.notifications.operations import release_held as releasing
from chalicelib.notifications.operations.record_failed_mail import ERRORS, DeadLetter, record_failed_mail
from chalicelib.notifications.operations.release_held import release_held
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.wire import read_message
from chalicelib.platform import dynamo
from tests.integration.notifications.post_office import a_customer, a_top_up, mails_to, record_of
from tests.integration.notifications.test_preferences import OFF, PREFERENCES, wanted
from tests.support import streams
from tests.support.api import Caller

pytestmark = pytest.mark.usefixtures("emulator")
NIGHT = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 29, 7, 0, tzinfo=UTC)
QUIET = {"from": "22:00", "to": "07:00", "timezone": "UTC"}


class _Stopped:
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def time(self) -> float:
        return self.moment.timestamp()

    monotonic = time

    def sleep(self, seconds: float) -> None: ...


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock.driven_by(_Stopped(moment)):
        yield


@pytest.fixture
def customer():
    return a_customer()


@pytest.fixture
def ana(customer):
    return Caller(user_id=customer.user_id, email=customer.email)


def said_to(customer) -> list[dict]:
    """The queue messages to this customer that the outbox has."""
    bodies = [
        json.loads(each["body"])
        for item in streams.outbox(customer.user_id)
        for each in item["deliveries"]
        if each["kind"] == "queue"
    ]
    return [body for body in bodies if body.get("userId") == customer.user_id]


def held_of(customer) -> list[dict]:
    return [each for each in dynamo.scan_all("notification-held-table") if each["user_id"] == customer.user_id]


class TestQuietHours:
    def test_hold_what_can_wait_and_send_it_at_their_end_once(self, emulator, ana, customer):
        ana.put(PREFERENCES, wanted(ana, quietHours=QUIET))
        command = a_top_up(customer)
        with at(NIGHT):
            assert [wiring.send_mail(command) for _ in range(2)] == [Outcome.HELD] * 2
        assert record_of(command)["status"] == "PENDING"
        release_held(MORNING)
        assert said_to(customer) == [] and len(held_of(customer)) == 1, "it is due at seven, not before"
        for _ in range(2):
            release_held(MORNING + timedelta(seconds=1))
        (message,) = said_to(customer)
        assert held_of(customer) == []
        with at(NIGHT):  # whatever the time: it has waited
            released = read_message(message)
            assert [wiring.send_mail(released) for _ in range(2)] == [Outcome.SENT, Outcome.SENT_BEFORE]
            assert wiring.send_mail(command) is Outcome.SENT_BEFORE
        assert len(mails_to(emulator, customer)) == 1
        assert recipients.find(customer.user_id).entries == 1

    def test_what_was_let_go_and_failed_for_good_lies_in_the_error_table_and_can_be_sent(self, emulator, ana, customer):
        """Whoever had its message died before they could say why."""
        ana.put(PREFERENCES, wanted(ana, quietHours=QUIET))
        command = a_top_up(customer)
        with at(NIGHT):
            wiring.send_mail(command)
        release_held(MORNING + timedelta(seconds=1))
        (message,) = said_to(customer)
        former, released = (DeadLetter(ids.new_id(), body, json.dumps(body), MORNING) for body in (command.message(), message))
        assert record_failed_mail(former, now=MORNING) is None, "it was held, which is no failure"
        record_failed_mail(released, now=MORNING)
        (entry,) = (each for each in dynamo.scan_all(ERRORS) if customer.user_id in each["input"])
        assert entry["error"] == "MailFailed"
        assert wiring.send_mail(read_message(json.loads(entry["retry"]["body"]))) is Outcome.SENT

    def test_hold_nothing_urgent(self, ana, customer):
        ana.put(PREFERENCES, wanted(ana, quietHours=QUIET))
        with at(NIGHT):
            assert wiring.send_mail(a_top_up(customer, template="USER.LOGIN", data={"at": customer.created_at})) is Outcome.SENT

    def test_what_was_held_is_not_sent_to_who_wants_it_no_more(self, emulator, ana, customer):
        ana.put(PREFERENCES, wanted(ana, quietHours=QUIET))
        command = a_top_up(customer)
        with at(NIGHT):
            wiring.send_mail(command)
        body = wanted(ana)
        body["categories"]["transactions"] = OFF
        ana.put(PREFERENCES, body)
        release_held(MORNING + timedelta(seconds=1))
        (message,) = said_to(customer)
        assert wiring.send_mail(read_message(message)) is Outcome.SKIPPED
        assert mails_to(emulator, customer) == []

    def test_two_runs_at_once_send_once(self, ana, customer, monkeypatch):
        ana.put(PREFERENCES, wanted(ana, quietHours=QUIET))
        with at(NIGHT):
            wiring.send_mail(a_top_up(customer))
        seen = list(store.held_before(MORNING + timedelta(seconds=1), 500))
        monkeypatch.setattr(store, "held_before", lambda moment, maximum: seen)
        for _ in range(2):
            release_held(MORNING + timedelta(seconds=1))
        assert len(said_to(customer)) == 1

    def test_only_the_time_that_was_named_releases_it(self, emulator, ana, customer):
        ana.put(PREFERENCES, wanted(ana, quietHours=QUIET))
        command = a_top_up(customer)
        with at(NIGHT):
            wiring.send_mail(command)
            assert wiring.send_mail(replace(command, released="2026-11-28T07:00:00.000Z")) is Outcome.HELD
        assert mails_to(emulator, customer) == []


class TestDigest:
    def test_gathers_what_came_into_one_mail(self, emulator, ana, customer):
        ana.put(PREFERENCES, wanted(ana, digest="daily"))
        commands = [a_top_up(customer) for _ in range(3)]
        with at(NIGHT):
            assert {wiring.send_mail(each) for each in commands} == {Outcome.HELD}
        for _ in range(2):
            release_held(MORNING + timedelta(hours=2))
        (digest,) = said_to(customer)
        assert wiring.send_mail(read_message(digest)) is Outcome.SENT
        (mail,) = mails_to(emulator, customer)
        assert mail["Subject"] == "3 messages for you"
        assert mail["BodyText"].count("25.00 USD added to your debit card") == 3
        assert {(record_of(each)["status"], record_of(each)["cause"]) for each in commands} == {("SKIPPED", "in_digest")}
        assert recipients.find(customer.user_id).entries == 3, "the digest itself is no entry"

    def test_of_one_is_that_one(self, emulator, ana, customer):
        ana.put(PREFERENCES, wanted(ana, digest="hourly"))
        with at(NIGHT):
            wiring.send_mail(a_top_up(customer))
        release_held(NIGHT + timedelta(hours=1))
        (message,) = said_to(customer)
        assert message["template"] == "TRANSACTION.SAVE"
        assert wiring.send_mail(read_message(message)) is Outcome.SENT

    def test_leaves_out_what_is_wanted_no_more(self, ana, customer):
        ana.put(PREFERENCES, wanted(ana, digest="daily"))
        with at(NIGHT):
            for _ in range(2):
                wiring.send_mail(a_top_up(customer))
        body = wanted(ana)
        body["categories"]["transactions"] = OFF
        ana.put(PREFERENCES, body)
        release_held(MORNING + timedelta(hours=2))
        assert said_to(customer) == [] and held_of(customer) == []

    def test_never_holds_what_is_urgent_or_legal(self, ana, customer):
        ana.put(PREFERENCES, wanted(ana, digest="daily"))
        loan = {"loanId": customer.user_id, "amount": "15.00", "currency": "USD", "termMonths": 24}
        assert wiring.send_mail(a_top_up(customer, template="LOAN.APPROVED", data=loan)) is Outcome.SENT

    def test_splits_what_one_transaction_cannot_carry(self, ana, customer, monkeypatch):
        monkeypatch.setattr(releasing, "_IN_A_DIGEST", 2)
        ana.put(PREFERENCES, wanted(ana, digest="daily"))
        with at(NIGHT):
            for _ in range(5):
                wiring.send_mail(a_top_up(customer))
        release_held(MORNING + timedelta(hours=2))
        assert sorted(each["template"] for each in said_to(customer)) == ["DIGEST", "DIGEST", "TRANSACTION.SAVE"]
