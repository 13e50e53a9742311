"""The own profile: read, change, mail once per change; nobody else's."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.customers import numbers
from chalicelib.customers.operations.update_profile import update_profile
from chalicelib.identity.store import find_credential
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.roles import STAFF
from tests.support.api import Caller, call, staff
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")


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
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda change: update_profile(ana.user_id, change, Call(clock.now())), changes))
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
