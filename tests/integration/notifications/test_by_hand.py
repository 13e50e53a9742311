"""What staff see of messages, and send by hand."""

import pytest

from chalicelib.kernel import ids
from chalicelib.notifications import wiring
from chalicelib.notifications.catalogue import KINDS
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.wire import read_message
from chalicelib.platform import audit
from tests.integration.notifications.post_office import a_customer, mails_to
from tests.integration.notifications.test_held import said_to
from tests.integration.notifications.test_preferences import PREFERENCES, wanted
from tests.support.api import Caller, staff
from tests.support.calls import calls
from tests.unit.notifications.samples import DATA

pytestmark = pytest.mark.usefixtures("emulator")
N = "/api/v1/notifications"
NEWS = {"title": "Savings goals", "text": "Put a little aside <b>each</b> week."}


def as_text(template: str) -> dict[str, str]:
    """Everything that the template asks for, as staff would say it."""
    return {name: str(value) for name, value in DATA[template].items()}


class TestTemplates:
    def test_are_listed_with_what_they_are_about(self):
        items = {each["key"]: each for each in staff("risk").get(f"{N}/templates")["items"]}
        assert set(items) == set(KINDS)
        assert items["PRODUCT.NEWS"] == {
            "key": "PRODUCT.NEWS",
            "category": "marketing",
            "channels": ["email", "sms", "push"],
            "sendable": True,
        }
        assert not items["VERIFY"]["sendable"] and "sms" in items["VERIFY"]["channels"]

    def test_are_listed_without_a_look_at_their_texts(self):
        with calls("s3") as made:
            assert staff("support").get(f"{N}/templates").status == 200
        assert made == []

    def test_tell_one_by_one_what_they_ask_for(self):
        told = staff("risk").get(f"{N}/templates/PRODUCT.NEWS")
        assert (told.status, told["sendable"], told["variables"]) == (200, True, ["text", "title"])

    def test_are_shown_as_they_would_be_sent(self):
        shown = staff("support").post(f"{N}/templates/PRODUCT.NEWS/preview", {"locale": "es", "data": NEWS})
        assert (shown.status, shown["subject"], shown["variables"]) == (200, "Savings goals", ["text", "title"])
        assert "&lt;b&gt;each" in shown["html"] and "<b>each" in shown["text"] and "Hola:" in shown["text"]
        other = staff("support").post(f"{N}/templates/PRODUCT.NEWS/preview", {"locale": "en", "data": NEWS})
        assert len(shown["version"]) == 12 and shown["version"] != other["version"]

    def test_of_several_messages_are_shown_with_their_titles(self):
        data = {"messages": "You paid 20.00 at Bikes; <b>Your card</b>"}
        shown = staff("support").post(f"{N}/templates/DIGEST/preview", {"locale": "en", "data": data})
        assert (shown.status, shown["subject"]) == (200, "2 messages for you")
        assert "You paid 20.00 at Bikes" in shown["text"] and "&lt;b&gt;Your card" in shown["html"]
        refused = staff("support").post(f"{N}/templates/DIGEST/preview", {"locale": "en", "data": {}})
        assert (refused.status, refused["code"]) == (422, "unrenderable_mail")

    def test_count_one_as_one_though_it_comes_as_text(self):
        data = {"code": "123456", "minutes": "1"}
        shown = [
            staff("support").post(f"{N}/templates/VERIFY/preview", {"locale": locale, "data": data}) for locale in ("en", "es")
        ]
        assert "1 minute " in shown[0]["text"] and "1 minuto " in shown[1]["text"]

    def test_are_refused_without_a_variable(self):
        refused = staff("support").post(f"{N}/templates/PRODUCT.NEWS/preview", {"locale": "en", "data": {"title": "News"}})
        assert (refused.status, refused["code"]) == (422, "unrenderable_mail")
        assert "text" in refused["detail"]

    @pytest.mark.parametrize("key", ["NO.SUCH", "_base", "..%2Fsecrets"])
    def test_that_are_none_are_unknown(self, key):
        assert staff("support").post(f"{N}/templates/{key}/preview", {"locale": "en", "data": {}}).status == 404
        assert staff("support").get(f"{N}/templates/{key}").status == 404


class TestSending:
    def sent(self, *customers, channel: str = "email", **changes):
        body = {"template": "PRODUCT.NEWS", "userIds": [each.user_id for each in customers], "data": NEWS} | changes
        me = staff("support")
        return me, me.post(f"{N}/{channel}", body)

    def test_goes_through_the_preferences_of_each(self, emulator):
        ana, bob = a_customer(), a_customer()
        body = wanted(caller := Caller(user_id=ana.user_id, email=ana.email))
        body["categories"]["marketing"]["email"] = True
        caller.put(PREFERENCES, body)
        me, answer = self.sent(ana, bob, ana)
        assert (answer.status, answer["accepted"]) == (202, 2)
        outcomes = {}
        for customer in (ana, bob):
            (message,) = said_to(customer)
            outcomes[customer.user_id] = wiring.send_mail(read_message(message))
        assert outcomes == {ana.user_id: Outcome.SENT, bob.user_id: Outcome.SKIPPED}
        (mail,) = mails_to(emulator, ana)
        assert mail["Subject"] == "Savings goals" and "<b>each" not in mail["BodyHtml"]
        (entry,) = audit.page(me.user_id, None, None, limit=10, start=None)[0]
        assert (entry.what, entry.subject) == ("notification.send", answer["sendId"])
        assert entry.after["users"].split() == sorted([ana.user_id, bob.user_id])

    def test_takes_a_hundred_at_most(self):
        users = [ids.new_id() for _ in range(101)]
        _, refused = self.sent(userIds=users)
        assert refused.status == 400
        _, taken = self.sent(userIds=users[:100])
        assert (taken.status, taken["accepted"]) == (202, 100)

    @pytest.mark.parametrize(
        ("channel", "changes", "status", "code"),
        [
            ("email", {"template": "VERIFY", "data": {"code": "1", "minutes": "1"}}, 422, "template_not_sendable"),
            ("email", {"template": "DIGEST", "data": {}}, 422, "template_not_sendable"),
            ("email", {"template": "PASSWORD.CHANGED", "data": as_text("PASSWORD.CHANGED")}, 422, "template_not_sendable"),
            ("email", {"template": "LOAN.APPROVED", "data": as_text("LOAN.APPROVED")}, 422, "template_not_sendable"),
            ("email", {"template": "REPORT.ACTIVITY", "data": as_text("REPORT.ACTIVITY")}, 422, "template_not_sendable"),
            ("email", {"template": "NO.SUCH"}, 404, "unknown_template"),
            ("email", {"data": {"title": "News"}}, 422, "unrenderable_mail"),
            ("sms", {"template": "TRANSFER.COMPLETED", "data": as_text("TRANSFER.COMPLETED")}, 422, "channel_not_supported"),
            ("email", {"html": "<p>Hello</p>"}, 400, "invalid_request"),
            ("email", {"userIds": []}, 400, "invalid_request"),
        ],
    )
    def test_sends_nothing_that_it_refuses(self, channel, changes, status, code):
        ana = a_customer()
        _, refused = self.sent(ana, channel=channel, **changes)
        assert (refused.status, refused["code"]) == (status, code)
        assert said_to(ana) == []

    def test_happens_once_a_key(self):
        ana, me = a_customer(), staff("support")
        body = {"template": "PRODUCT.NEWS", "userIds": [ana.user_id], "data": NEWS}
        one, again = (me.post(f"{N}/email", body, "key-1") for _ in range(2))
        assert one.body == again.body and again.replayed
        assert len(said_to(ana)) == 1
