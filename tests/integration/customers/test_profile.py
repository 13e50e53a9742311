"""The own profile: read, change, mail once per change; nobody else's."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib.customers import numbers
from chalicelib.customers.operations.update_profile import update_profile
from chalicelib.identity.store import find_credential
from chalicelib.kernel import clock, ids
from chalicelib.notifications.wiring import find_recipient
from chalicelib.platform import auth, dynamo, reading, settings
from chalicelib.platform.call import Call
from chalicelib.platform.roles import STAFF
from tests.support.api import Answer, Caller, call, staff
from tests.support.customers import PROFILE
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")


def authenticated(person: Person) -> auth.Caller:
    return auth.Caller(person.user_id, person.email, frozenset({"customer"}), auth_time=clock.epoch_seconds(clock.now()))


@pytest.fixture
def ana() -> Person:
    return someone()


@pytest.fixture
def mails(ana, facts):
    """Reads the USER.UPDATE mails to Ana."""

    def read() -> list[dict]:
        bodies = [
            json.loads(delivery["body"])
            for fact in facts(ana.user_id)
            for delivery in fact["deliveries"]
            if delivery["kind"] == "queue"
        ]
        return [body for body in bodies if body["template"] == "USER.UPDATE"]

    return read


class TestChangeProfile:
    def test_answers_with_the_profile_afterwards(self, ana):
        change = {"address": "Calle 1", "phoneNumber": "+57 300 123 4567", "locale": "es", "timezone": "America/Bogota"}
        answer = ana.call("PUT", f"/profile/{ana.user_id}", change)
        assert answer.status == 200 and answer.body.items() >= change.items()
        assert ana.call("GET", f"/profile/{ana.user_id}").body == answer.body

    @pytest.mark.parametrize("beside", [{}, {"phoneNumber": "+57 300 123 4567"}])
    def test_copies_the_time_zone_to_where_limits_read_it(self, ana, beside):
        ana.call("PUT", f"/profile/{ana.user_id}", {"timezone": "America/Bogota", **beside})
        assert find_credential(ana.email).timezone == "America/Bogota"

    def test_takes_a_time_zone_of_the_database_only(self, ana):
        refused = ana.call("PUT", f"/profile/{ana.user_id}", {"timezone": "Bogota/America"})
        assert (refused.status, refused["errors"][0]["field"]) == (400, "timezone")

    def test_takes_the_older_spellings(self, ana):
        answer = ana.call("PUT", f"/profile/{ana.user_id}", {"direction": "Calle 2", "phoheNumber": "300 123 4567"})
        assert (answer["address"], answer["phoneNumber"]) == ("Calle 2", "300 123 4567")

    def test_leaves_what_was_not_sent(self, ana):
        ana.call("PUT", f"/profile/{ana.user_id}", {"address": "Calle 1"})
        assert ana.call("PUT", f"/profile/{ana.user_id}", {"locale": "es"})["address"] == "Calle 1"

    def test_mails_once_per_change_and_tells_only_the_names_of_fields(self, ana, mails):
        for address in ("Calle 1", "Calle 2", "Calle 2"):
            ana.call("PUT", f"/profile/{ana.user_id}", {"address": address, "locale": "en"})
        assert [mail["data"] for mail in mails()] == [{"changed": ["address"]}] * 2
        assert len({mail["messageId"] for mail in mails()}) == 2

    def test_names_changed_fields_as_callers_know_them(self, ana, mails):
        ana.call("PUT", f"/profile/{ana.user_id}", {"direction": "Calle 1", "phoheNumber": "300 123 4567", "locale": "es"})
        assert [mail["data"] for mail in mails()] == [{"changed": ["address", "phoneNumber", "locale"]}]

    def test_changes_and_mails_nothing_when_nothing_differs(self, ana, mails):
        assert ana.call("PUT", f"/profile/{ana.user_id}", {"locale": "en"}).status == 200
        assert mails() == []

    def test_loses_no_change_of_many_at_once(self, ana, mails):
        changes = [{"address": "Calle 1"}, {"phone_number": "300 123 4567"}, {"locale": "es"}]
        caller = authenticated(ana)
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda change: update_profile(caller, change, Call(clock.now())), changes))
        profile = ana.call("GET", f"/profile/{ana.user_id}")
        assert (profile["address"], profile["phoneNumber"], profile["locale"]) == ("Calle 1", "300 123 4567", "es")
        assert len(mails()) == 3

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"address": None},
            {"address": "a", "direction": "b"},
            {"name": "Eva"},
            {"email": "e@x.org"},
            {"locale": "fr"},
            b"[",
            b"",
        ],
    )
    def test_refuses_what_it_cannot_read_and_changes_nothing(self, ana, mails, body):
        before = ana.call("GET", f"/profile/{ana.user_id}").body
        answer = ana.call("PUT", f"/profile/{ana.user_id}", body)
        assert (answer.status, answer["code"]) == (400, "invalid_request") and answer["errors"]
        assert ana.call("GET", f"/profile/{ana.user_id}").body == before and mails() == []


class TestAnotherPhone:
    """Codes and warnings go there: whoever has found a session open may not turn them away."""

    @pytest.fixture
    def change(self, ana):
        """Changes the phone by either door."""

        def change(door: str, phone: str) -> Answer:
            if door == "/profile":
                return ana.call("PUT", f"/profile/{ana.user_id}", {"phoneNumber": phone})
            version = next(dynamo.query_all("user-table", "#uuid = :uuid", uuid=ana.user_id))["version"]
            return ana.call("PUT", f"/api/v1/customers/{ana.user_id}", {**PROFILE, "phone": phone, "version": version})

        return change

    @pytest.fixture
    def number(self, ana) -> str:
        """A proven one."""
        number = f"+5730{uuid.uuid4().int % 10**8:08d}"
        assert ana.call("POST", "/api/v1/customers", {**PROFILE, "phone": number}, key=ids.new_id()).status == 201
        sent = ana.call("POST", "/api/v1/auth/verify", {"channel": "phone"})
        ana.challenge_id = sent["challengeId"]
        assert ana.verify().status == 200
        return number

    @pytest.mark.parametrize("door", ["/profile", "/api/v1/customers"])
    def test_takes_a_login_of_the_last_five_minutes(self, ana, number, change, door, monkeypatch):
        in_six_minutes = clock.now() + timedelta(minutes=6)
        monkeypatch.setattr(reading, "clock", SimpleNamespace(now=lambda: in_six_minutes))
        refused = change(door, "+573009999999")
        assert (refused.status, refused["code"]) == (401, "reauthentication_required")
        assert change(door, number).status == 200, "the same number"
        known = find_credential(ana.email)
        assert (known.phone, "phone" in known.verified) == (number, True)
        monkeypatch.undo()
        assert change(door, "+573009999999").status == 200
        assert "phone" not in find_credential(ana.email).verified

    def test_the_first_is_no_change(self, ana, monkeypatch):
        in_six_minutes = clock.now() + timedelta(minutes=6)
        monkeypatch.setattr(reading, "clock", SimpleNamespace(now=lambda: in_six_minutes))
        assert ana.call("PUT", f"/profile/{ana.user_id}", {"phoneNumber": "+573009999999"}).status == 200

    def test_is_told_to_the_number_until_now(self, ana, number, change, facts, monkeypatch):
        monkeypatch.setattr(settings, "sms_origin", lambda: "+15005550006")
        change("/profile", "+573009999999")
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "user.phone_changed"]
        word = json.loads(fact["deliveries"][0]["body"])
        recipient = find_recipient(SimpleNamespace(user_id=ana.user_id, challenge_id=word["challengeId"]))
        assert (word["template"], recipient.phone, recipient.code) == ("ADDRESS.CHANGED", number, {})
        assert number not in str(fact["deliveries"])

    def test_written_otherwise_is_the_same(self, ana, number, change):
        change("/profile", f"{number[:3]} {number[3:]}")
        assert "phone" in find_credential(ana.email).verified


class TestOwner:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "/profile/{}", None),
            ("PUT", "/profile/{}", {"locale": "es"}),
            ("POST", "/profile/{}/avatar", {"image": "AAAA"}),
        ],
    )
    def test_answers_anothers_profile_as_an_unknown_one(self, ana, method, path, body):
        other = someone()
        answers = [ana.call(method, path.format(user_id), body) for user_id in (other.user_id, ids.new_id(), "x", "1" * 36)]
        assert [(answer.status, answer["code"]) for answer in answers] == [(404, "user_not_found")] * 2 + [(404, "not_found")] * 2
        assert answers[0]["detail"] == answers[1]["detail"]
        assert other.call("GET", f"/profile/{other.user_id}")["locale"] == "en"

    def test_knows_no_profile_of_a_caller_who_never_registered(self):
        ghost = Caller()
        assert ghost.get(f"/profile/{ghost.user_id}").status == 404
        assert ghost.put(f"/profile/{ghost.user_id}", {"locale": "es"}).status == 404

    def test_staff_have_no_way_around_it(self, ana):
        assert staff(*STAFF).get(f"/profile/{ana.user_id}").status == 403

    def test_needs_a_token(self, ana):
        assert call("GET", f"/profile/{ana.user_id}").status == 401


class TestTable:
    def test_is_keyed_by_user_and_document(self, ana):
        token = numbers.digest("documentNumber", ana.document)
        item = dynamo.get("user-table", {"uuid": ana.user_id, "document": token})
        assert item["email"] == ana.email
