"""How a customer is told, and the inbox that has everything: through the API in this process."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.customers.store import find_customer
from chalicelib.notifications import recipients, wiring
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.platform import dynamo
from tests.integration.notifications.post_office import a_customer, a_top_up, mails_to, record_of
from tests.support.api import Caller, call

pytestmark = pytest.mark.usefixtures("emulator")
PREFERENCES = "/api/v1/notifications/preferences"
OFF = {"email": False, "sms": False, "push": False}


@pytest.fixture
def customer():
    return a_customer()


@pytest.fixture
def ana(customer):
    return Caller(user_id=customer.user_id, email=customer.email)


def wanted(ana: Caller, **changes: object) -> dict:
    """The preferences as they are, with changes, as a PUT takes them."""
    seen = ana.get(PREFERENCES).body
    return {name: seen[name] for name in ("version", "categories", "quietHours", "digest", "locale")} | changes


class TestPreferences:
    def test_are_what_everybody_has_until_something_is_said(self, ana):
        seen = ana.get(PREFERENCES)
        assert seen.status == 200
        assert (seen["version"], seen["digest"], seen["quietHours"], seen["locale"]) == (0, "none", None, "en")
        assert seen["locked"] == ["security", "legal"] and seen["categories"]["marketing"] == OFF
        assert seen["categories"]["security"] == {"email": True, "sms": True, "push": True}

    def test_are_changed_as_a_whole_and_with_them_the_language_of_the_profile(self, ana, customer):
        hours = {"from": "22:00", "to": "07:00", "timezone": "America/Bogota"}
        body = wanted(ana, quietHours=hours, digest="daily", locale="es")
        body["categories"]["transactions"] = {"email": False, "sms": True, "push": False}
        changed = ana.put(PREFERENCES, body)
        assert (changed.status, changed["version"]) == (200, 1)
        assert ana.get(PREFERENCES).body == changed.body
        assert changed["quietHours"] == hours and changed["categories"]["transactions"]["sms"]
        assert find_customer(customer.user_id).locale == "es"

    @pytest.mark.parametrize("category", ["security", "legal"])
    @pytest.mark.parametrize("channel", ["email", "sms", "push"])
    def test_a_locked_category_stays_on(self, ana, category, channel):
        body = wanted(ana)
        body["categories"][category][channel] = False
        refused = ana.put(PREFERENCES, body)
        assert (refused.status, refused["code"]) == (422, "category_required")
        assert ana.get(PREFERENCES)["version"] == 0

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"quietHours": {"from": "24:00", "to": "07:00", "timezone": "UTC"}}, "quietHours.from"),
            ({"quietHours": {"from": "07:00", "to": "07:00", "timezone": "UTC"}}, "quietHours.to"),
            ({"quietHours": {"from": "22:00", "to": "07:00", "timezone": "Mars/Olympus"}}, "quietHours.timezone"),
            ({"quietHours": {"from": "22:00", "to": "07:00", "timezone": "../../etc/passwd"}}, "quietHours.timezone"),
            ({"digest": "weekly"}, "digest"),
            ({"locale": "fr"}, "locale"),
            ({"version": -1}, "version"),
            ({"categories": {"security": {"email": True, "sms": True, "push": True}}}, "categories"),
        ],
    )
    def test_what_cannot_be_is_refused_and_changes_nothing(self, ana, changes, field):
        before = ana.get(PREFERENCES).body
        refused = ana.put(PREFERENCES, wanted(ana) | changes)
        assert (refused.status, refused["errors"][0]["field"].startswith(field)) == (400, True)
        assert ana.get(PREFERENCES).body == before

    def test_of_many_changes_at_once_one_is_made(self, ana):
        body = wanted(ana)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: ana.put(PREFERENCES, body), range(8)))
        assert sorted(each.status for each in answers) == [200, *[409] * 7]
        assert {each["code"] for each in answers if each.status == 409} == {"version_conflict"}
        assert ana.get(PREFERENCES)["version"] == 1

    def test_an_older_version_is_refused(self, ana):
        body = wanted(ana)
        ana.put(PREFERENCES, body)
        assert ana.put(PREFERENCES, {**body, "digest": "hourly"})["code"] == "version_conflict"
        assert ana.get(PREFERENCES)["digest"] == "none"

    def test_a_category_that_is_off_is_not_mailed_and_lies_in_the_inbox(self, emulator, ana, customer):
        body = wanted(ana)
        body["categories"]["transactions"] = OFF
        ana.put(PREFERENCES, body)
        command = a_top_up(customer)
        assert wiring.send_mail(command) is Outcome.SKIPPED
        assert (record_of(command)["status"], record_of(command)["cause"]) == ("SKIPPED", "category_off")
        assert mails_to(emulator, customer) == []
        assert inbox(ana)["unread"] == 1


def inbox(ana: Caller, query: str = "") -> dict:
    return ana.get(f"/api/v1/notifications/user/{ana.user_id}{query}").body


class TestInbox:
    def test_has_what_was_mailed_once_newest_first(self, ana, customer):
        first, second = a_top_up(customer), a_top_up(customer, template="USER.LOGIN", data={"at": customer.created_at})
        for command in (first, first, second):
            wiring.send_mail(command)
        page = inbox(ana)
        assert page["unread"] == 2
        assert [each["template"] for each in page["items"]] == ["USER.LOGIN", "TRANSACTION.SAVE"]
        top_up = page["items"][1]
        assert top_up["title"] == "25.00 USD added to your debit card" and not top_up["read"]
        assert "25.00 USD" in top_up["text"] and "Hello" not in top_up["text"] and "--" not in top_up["text"]

    def test_gets_every_message_of_many_at_once(self, ana, customer):
        commands = [a_top_up(customer) for _ in range(8)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(wiring.send_mail, commands))
        page = inbox(ana)
        assert page["unread"] == 8
        assert {each["notificationId"] for each in page["items"]} == {each.entry_id for each in commands}

    def test_is_paged(self, ana, customer):
        for _ in range(3):
            wiring.send_mail(a_top_up(customer))
        page = inbox(ana, "?limit=2")
        rest = inbox(ana, f"?limit=2&cursor={page['nextCursor']}")
        assert len(page["items"]) == 2 and len(rest["items"]) == 1 and rest["unread"] == 3

    def test_is_sent_again_only_when_it_has_changed(self, ana, customer):
        wiring.send_mail(a_top_up(customer))
        path, token = f"/api/v1/notifications/user/{ana.user_id}", ana.let_through().removeprefix("Bearer ")
        seen = call("GET", path, token=token)
        known = {"If-None-Match": seen.headers["ETag"]}
        assert seen.headers["Cache-Control"] == "private, no-cache"
        assert call("GET", path, token=token, headers=known).status == 304
        ana.post("/api/v1/notifications/read-all", key=None)
        assert call("GET", path, token=token, headers=known).status == 200

    def test_messages_are_read_one_by_one_and_once(self, ana, customer):
        for _ in range(2):
            wiring.send_mail(a_top_up(customer))
        newest = inbox(ana)["items"][0]["notificationId"]
        read = [ana.post(f"/api/v1/notifications/{newest}/read", key=None) for _ in range(2)]
        assert [(each.status, each["unread"], each["notification"]["read"]) for each in read] == [(200, 1, True)] * 2
        assert [each["read"] for each in inbox(ana)["items"]] == [True, False]

    def test_one_that_is_read_by_many_at_once_counts_once(self, ana, customer):
        for _ in range(2):
            wiring.send_mail(a_top_up(customer))
        newest = inbox(ana)["items"][0]["notificationId"]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda _: ana.post(f"/api/v1/notifications/{newest}/read", key=None), range(6)))
        assert inbox(ana)["unread"] == 1

    def test_all_are_read_and_what_comes_then_is_not(self, ana, customer):
        for _ in range(2):
            wiring.send_mail(a_top_up(customer))
        assert ana.post("/api/v1/notifications/read-all", key=None)["unread"] == 0
        wiring.send_mail(a_top_up(customer))
        page = inbox(ana)
        assert (page["unread"], [each["read"] for each in page["items"]]) == (1, [False, True, True])

    def test_counts_only_from_where_it_was_seen(self, ana, customer):
        wiring.send_mail(a_top_up(customer))
        seen = recipients.find(customer.user_id)
        wiring.send_mail(a_top_up(customer))
        with pytest.raises(dynamo.Refused):
            dynamo.write(recipients.reading_all(seen))
        assert inbox(ana)["unread"] == 2

    def test_of_another_is_unknown(self, ana, customer):
        wiring.send_mail(a_top_up(customer))
        mallory = Caller()
        (entry,) = inbox(ana)["items"]
        assert mallory.get(f"/api/v1/notifications/user/{ana.user_id}").status == 404
        stolen = mallory.post(f"/api/v1/notifications/{entry['notificationId']}/read", key=None)
        assert (stolen.status, stolen["code"]) == (404, "notification_not_found")
        assert inbox(ana)["unread"] == 1

    def test_has_no_code(self, customer):
        from tests.integration.notifications.test_codes import a_code

        command, _ = a_code(customer)
        wiring.send_mail(command)
        assert dynamo.get("notification-recipient-table", {"user_id": customer.user_id}) is None
