"""Where somebody is logged in: the list, and ending what is on it."""

from dataclasses import replace

import pytest

from chalicelib.customers import store as customers
from chalicelib.identity.operations.log_in import log_in
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call, Source
from tests.support.api import call, staff
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")
SESSIONS = "/api/v1/auth/sessions"


@pytest.fixture
def ana() -> Person:
    return someone()


def sid(person: Person) -> str:
    return person.refresh_token.partition(".")[0]


def refresh(token: str):
    return call("POST", "/api/v1/auth/refresh", {"refreshToken": token})


def listed(person: Person) -> list[dict]:
    return person.call("GET", SESSIONS)["sessions"]


class TestList:
    def test_says_where_one_is_logged_in(self, ana):
        first = sid(ana)
        ana.log_in()
        refresh(ana.refresh_token)
        newer, older = listed(ana)
        assert (newer["sessionId"], newer["current"]) == (sid(ana), True)
        assert (older["sessionId"], older["current"]) == (first, False)
        assert newer["lastUsedAt"] > newer["createdAt"] and older["lastUsedAt"] == older["createdAt"]

    def test_shows_and_keeps_a_part_of_the_address_only(self, ana):
        source = Source("203.0.113.77", "Netscape/1.0")
        log_in(ana.email, ana.password, Call(clock.now(), source=source))
        seen = listed(ana)[0]
        assert (seen["address"], seen["agent"]) == ("203.0.…", "Netscape/1.0")
        assert "203.0.113" not in str(dynamo.get("session-table", {"family_id": seen["sessionId"]}))

    def test_keeps_twenty_and_lets_the_oldest_go(self, ana):
        first = ana.refresh_token
        for _ in range(19):
            log_in(ana.email, ana.password, Call(clock.now()))
        first = refresh(first)["refreshToken"]
        ana.log_in()
        assert len(listed(ana)) == 20 and sid(ana) in {each["sessionId"] for each in listed(ana)}
        assert refresh(first).status == 401


class TestEnd:
    def test_ends_one(self, ana):
        first, token = sid(ana), ana.refresh_token
        ana.log_in()
        answer = ana.call("DELETE", f"{SESSIONS}/{first}")
        assert (answer.status, answer.body) == (200, {"status": "ENDED"})
        assert refresh(token).status == 401 and refresh(ana.refresh_token).status == 200
        assert ana.call("DELETE", f"{SESSIONS}/{first}")["code"] == "session_not_found"

    def test_answers_anothers_as_an_unknown_one(self, ana):
        other = someone()
        answers = [ana.call("DELETE", f"{SESSIONS}/{each}") for each in (sid(other), ids.new_id())]
        assert [answer.status for answer in answers] == [404, 404]
        assert {**answers[0].body, "instance": ""} == {**answers[1].body, "instance": ""}
        assert refresh(other.refresh_token).status == 200

    def test_ends_the_others(self, ana):
        first = ana.refresh_token
        ana.log_in()
        assert ana.call("DELETE", SESSIONS).status == 200
        assert [each["current"] for each in listed(ana)] == [True]
        assert refresh(first)["code"] == "session_expired"
        assert refresh(refresh(ana.refresh_token)["refreshToken"]).status == 200

    def test_ends_the_others_and_not_itself_while_it_is_refreshed(self, ana, monkeypatch):
        real = dynamo.write

        def meanwhile(change):
            monkeypatch.setattr(dynamo, "write", real)
            assert ana.call("DELETE", SESSIONS).status == 200
            real(change)

        monkeypatch.setattr(dynamo, "write", meanwhile)
        assert refresh(refresh(ana.refresh_token)["refreshToken"]).status == 200

    def test_ends_the_callers_only(self, ana):
        other = someone()
        ana.call("DELETE", SESSIONS)
        assert refresh(other.refresh_token).status == 200


class TestEndByStaff:
    def test_ends_every_session_of_a_customer_and_nobody_elses(self, ana):
        other, first = someone(), ana.refresh_token
        ana.log_in()
        assert staff("support").delete(f"/admin/customers/{ana.user_id}/sessions").body == {"status": "ENDED"}
        assert [refresh(each).status for each in (first, ana.refresh_token, other.refresh_token)] == [401, 401, 200]
        assert ana.log_in().status == 200 and refresh(ana.refresh_token).status == 200

    def test_ends_them_though_the_email_changes_meanwhile(self, ana, monkeypatch):
        found, before = customers.find_customer, f"former.{ids.new_id()}@example.com"

        def as_it_was(user_id: str):
            monkeypatch.setattr(customers, "find_customer", found)
            return replace(found(user_id), email=before)

        monkeypatch.setattr(customers, "find_customer", as_it_was)
        assert staff("support").delete(f"/admin/customers/{ana.user_id}/sessions").body == {"status": "ENDED"}
        assert refresh(ana.refresh_token).status == 401

    def test_is_for_support_and_of_a_customer(self, ana):
        assert staff("risk").delete(f"/admin/customers/{ana.user_id}/sessions").status == 403
        assert staff("support").delete(f"/admin/customers/{ids.new_id()}/sessions")["code"] == "user_not_found"
        assert refresh(ana.refresh_token).status == 200
