"""What became of a mail, as SES tells: it ends the mail's record, and decides how its customer is told from then on."""

import pytest

from chalicelib.kernel import clock
from chalicelib.notifications import recipients, wiring
from chalicelib.notifications.errors import MalformedMessage, UnknownMail
from chalicelib.notifications.operations.note_feedback import note_feedback
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.preferences import Preferences
from chalicelib.notifications.wire import read_feedback, read_message
from chalicelib.platform.call import Call
from tests.integration.notifications.post_office import a_customer, a_top_up, bounce_of, mails_to, record_of, told_by_ses
from tests.integration.notifications.test_channels import a_phone, an_alarm
from tests.integration.notifications.test_codes import sms_to
from tests.integration.notifications.test_held import said_to
from tests.integration.notifications.test_preferences import PREFERENCES
from tests.support.api import Caller

pytestmark = pytest.mark.usefixtures("emulator")
LATER = "2026-11-22T00:00:00.000Z"


@pytest.fixture
def customer():
    return a_customer()


@pytest.fixture
def sent(customer):
    command = a_top_up(customer)
    assert wiring.send_mail(command) is Outcome.SENT
    return command


def hear(event: dict) -> None:
    note_feedback(read_feedback(event), Call(clock.now()))


def status_of(command) -> str:
    return record_of(command)["status"]


class TestTheRecord:
    @pytest.mark.parametrize(
        ("kind", "said", "status"),
        [
            ("Delivery", {"recipients": ["x@example.com"]}, "DELIVERED"),
            ("Complaint", {"complaintFeedbackType": "abuse"}, "COMPLAINED"),
            ("Bounce", {"bounceType": "Permanent", "bounceSubType": "General"}, "BOUNCED"),
            ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}, "BOUNCED"),
            ("Bounce", {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"}, "SUPPRESSED"),
            ("Bounce", {"bounceType": "Permanent", "bounceSubType": "Suppressed"}, "SUPPRESSED"),
        ],
    )
    def test_ends_as_ses_says_and_the_mail_is_sent_once_all_the_same(self, emulator, customer, sent, kind, said, status):
        for _ in range(2):
            hear(told_by_ses(sent, kind, **said))
        assert wiring.send_mail(sent) in (Outcome.SENT_BEFORE, Outcome.SKIPPED)
        assert status_of(sent) == status
        assert len(mails_to(emulator, customer)) == 1

    def test_that_came_back_does_not_arrive_afterwards(self, sent):
        hear(bounce_of(sent))
        hear(told_by_ses(sent, "Delivery"))
        assert status_of(sent) == "BOUNCED"

    def test_that_arrived_may_be_complained_of(self, sent):
        hear(told_by_ses(sent, "Delivery"))
        hear(told_by_ses(sent, "Complaint"))
        assert status_of(sent) == "COMPLAINED"

    def test_that_it_arrived_is_no_reason_to_send_it_again(self, sent):
        hear(told_by_ses(sent, "Delivery"))
        assert wiring.send_mail(sent) is Outcome.SENT_BEFORE


class TestForged:
    @pytest.mark.parametrize(
        "change",
        [
            {"messageId": "010001-not-of-this-mail"},
            {"tags": {"notification": ["0199e3a4-7a51-7b3d-9a6a-111111111111"]}},
        ],
    )
    def test_counts_for_nothing(self, customer, sent, change):
        event = bounce_of(sent)
        event["mail"] |= change
        with pytest.raises(UnknownMail):
            hear(event)
        assert status_of(sent) == "SENT"
        assert recipients.find(customer.user_id).bounced == ""

    def test_of_a_mail_that_never_left_counts_for_nothing(self, customer, sent):
        hear(bounce_of(sent))
        unsent = a_top_up(customer)
        assert wiring.send_mail(unsent) is Outcome.SKIPPED
        event = told_by_ses(sent, "Delivery", at=LATER)
        event["mail"] |= {"tags": {"notification": [unsent.notification_id]}}
        with pytest.raises(UnknownMail):
            hear(event)

    @pytest.mark.parametrize(
        "change",
        [
            {"eventType": "Rendering Failure"},
            {"eventType": "Bounce", "bounce": None},
            {"eventType": "Complaint"},
            {"mail": {}},
            {"mail": {"messageId": "m", "destination": []}},
            {"mail": {"messageId": "m", "destination": ["a@example.com"], "tags": {"notification": ["one", "two"]}}},
            {"mail": {"messageId": "m", "destination": ["a@example.com"], "tags": {}}},
        ],
    )
    def test_that_ses_would_not_say_is_malformed(self, sent, change):
        with pytest.raises(MalformedMessage):
            read_feedback(told_by_ses(sent, "Delivery") | change)


class TestAnAddressThatBounces:
    def test_gets_no_more_mails_and_what_is_told_is_in_the_inbox(self, emulator, customer, sent):
        hear(bounce_of(sent))
        another = a_top_up(customer)
        assert [wiring.send_mail(another) for _ in range(2)] == [Outcome.SKIPPED] * 2
        record = record_of(another)
        assert (record["status"], record["cause"]) == ("SUPPRESSED", "address_bounced")
        assert len(mails_to(emulator, customer)) == 1
        assert recipients.find(customer.user_id).entries == 2

    def test_is_told_of_security_by_sms_even_what_has_no_text_for_it(self, emulator, customer, sent, monkeypatch):
        monkeypatch.setenv("SMS_ORIGIN", "+15005550006")
        phone = a_phone(customer)
        wiring.send_mail(a_top_up(customer, template="USER.LOGIN", data={"at": LATER}))
        assert said_to(customer) == []
        hear(bounce_of(sent))
        wiring.send_mail(a_top_up(customer, template="USER.LOGIN", data={"at": LATER}))
        wiring.send_mail(an_alarm(customer))
        for message in said_to(customer):
            wiring.send_mail(read_message(message))
        login, alarm = sorted(sms_to(emulator, phone))
        assert login == "Inferno Bank: New sign-in to your Inferno Bank account"
        assert alarm.startswith("Inferno Bank: your password was changed")

    @pytest.mark.parametrize(
        ("template", "data", "said"),
        [
            ("USER.LOGIN", {"at": LATER}, "New sign-in to your Inferno Bank account"),
            ("KYC.REJECTED", {}, "Your verification at Inferno Bank"),
        ],
    )
    def test_has_what_must_not_be_lost_told_by_sms_once(self, emulator, customer, monkeypatch, template, data, said):
        monkeypatch.setenv("SMS_ORIGIN", "+15005550006")
        phone = a_phone(customer)
        command = a_top_up(customer, template=template, data=data)
        assert wiring.send_mail(command) is Outcome.SENT
        assert said_to(customer) == []
        for _ in range(2):
            hear(bounce_of(command))
        (message,) = said_to(customer)
        assert [wiring.send_mail(read_message(message)) for _ in range(2)] == [Outcome.SENT, Outcome.SENT_BEFORE]
        assert sms_to(emulator, phone) == [f"Inferno Bank: {said}"]
        assert status_of(command.on("sms")) == "SENT"

    def test_has_told_an_alarm_by_sms_before(self, emulator, customer, monkeypatch):
        monkeypatch.setenv("SMS_ORIGIN", "+15005550006")
        phone = a_phone(customer)
        command = an_alarm(customer)
        wiring.send_mail(command)
        hear(bounce_of(command))
        for message in said_to(customer):
            wiring.send_mail(read_message(message))
        (alarm,) = sms_to(emulator, phone)
        assert alarm.startswith("Inferno Bank: your password was changed")

    def test_has_nothing_told_elsewhere_that_may_be_switched_off_or_did_not_come_back_for_good(self, customer, sent):
        hear(bounce_of(sent))
        command = a_top_up(customer_of := a_customer(), template="USER.LOGIN", data={"at": LATER})
        wiring.send_mail(command)
        hear(bounce_of(command, "Transient", "MailboxFull"))
        assert said_to(customer) == said_to(customer_of) == []

    def test_is_no_more_the_customers_where_they_have_another(self, customer, sent):
        event = bounce_of(sent)
        event["mail"]["destination"] = ["former@example.com"]
        hear(event)
        assert wiring.send_mail(a_top_up(customer)) is Outcome.SENT

    def test_did_not_where_it_may_pass(self, customer, sent):
        hear(bounce_of(sent, "Transient", "MailboxFull"))
        assert wiring.send_mail(a_top_up(customer)) is Outcome.SENT

    def test_is_good_again_once_a_mail_arrives_and_not_by_one_that_arrived_before(self, customer, sent):
        other = a_top_up(customer)
        wiring.send_mail(other)
        hear(bounce_of(sent, at="2026-11-21T12:00:00.000Z"))
        hear(told_by_ses(other, "Delivery", at="2026-11-21T11:59:59.000Z"))
        assert recipients.find(customer.user_id).bounced == customer.email
        hear(told_by_ses(other, "Delivery", at=LATER))
        assert recipients.find(customer.user_id).bounced == ""
        assert wiring.send_mail(a_top_up(customer)) is Outcome.SENT

    def test_is_told_to_its_owner(self, customer, sent):
        ana = Caller(user_id=customer.user_id, email=customer.email)
        assert ana.get(PREFERENCES)["bounced"] is None
        hear(bounce_of(sent))
        assert ana.get(PREFERENCES)["bounced"] == customer.email


def test_a_complaint_ends_the_mails_of_what_may_be_switched_off(customer, sent):
    hear(told_by_ses(sent, "Complaint", complaintFeedbackType="abuse"))
    wanted: Preferences = recipients.find(customer.user_id).preferences
    assert [wanted.wants(each, "email") for each in ("transactions", "account", "marketing", "security", "legal")] == [
        False, False, False, True, True,
    ]  # fmt: skip
    assert wiring.send_mail(a_top_up(customer)) is Outcome.SKIPPED
    assert wiring.send_mail(an_alarm(customer)) is Outcome.SENT
