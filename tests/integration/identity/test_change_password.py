"""Changing one's password, and hashes from before the pepper."""

import json
from dataclasses import replace

import bcrypt
import pytest

from benchmarks import gateway
from chalicelib.identity import store
from chalicelib.platform import dynamo
from tests.support.api import call, staff
from tests.support.people import Person, sent_code, someone

pytestmark = pytest.mark.usefixtures("emulator")
NEW = "nine herons cross the bay"


@pytest.fixture
def ana() -> Person:
    return someone()


def change(person: Person, password: str = NEW):
    return person.call("POST", "/api/v1/auth/password", {"newPassword": password})


class TestChange:
    def test_takes_the_new_one_for_the_old(self, ana):
        answer = change(ana)
        assert (answer.status, answer.body) == (200, {"status": "CHANGED"})
        assert ana.log_in().status == 401 and ana.log_in(NEW).status == 200

    def test_ends_every_other_session(self, ana):
        other = ana.refresh_token
        ana.log_in()
        change(ana)
        assert call("POST", "/refresh", {"refreshToken": other})["code"] == "session_expired"
        assert call("POST", "/refresh", {"refreshToken": ana.refresh_token}).status == 200

    def test_tells_the_address(self, ana, facts):
        change(ana)
        mails = [json.loads(each["body"]) for fact in facts(ana.user_id) for each in fact["deliveries"] if "body" in each]
        assert [mail.get("template") for mail in mails].count("PASSWORD.CHANGED") == 1
        assert NEW not in str(mails)

    def test_wants_a_login_within_five_minutes(self, ana, monkeypatch):
        real = gateway.Caller.require_recent
        monkeypatch.setattr(gateway.Caller, "require_recent", lambda caller, now: real(caller, now + 301))
        answer = change(ana)
        assert (answer.status, answer["code"]) == (401, "reauthentication_required")
        monkeypatch.undo()
        assert ana.log_in().status == 200

    @pytest.mark.parametrize(
        ("password", "code"),
        [
            ("short", "invalid_request"),
            ("a" * 15, "password_too_common"),
            ("x" * 1_001, "invalid_request"),
            ("ñ" * 7, "invalid_request"),
        ],
    )
    def test_refuses_a_weak_one_and_changes_nothing(self, ana, password, code):
        answer = change(ana, password)
        assert (answer.status, answer["code"]) == (400, code) and password not in json.dumps(answer.body)
        assert ana.log_in().status == 200

    def test_refuses_the_own_address(self, ana):
        assert change(ana, ana.email)["code"] == "password_too_common"


class TestAWeakOne:
    """By whatever door a password comes in, each is a 400 and nobody logs in with it."""

    @pytest.mark.parametrize(
        ("weak", "code"),
        [
            ("ññññññ", "invalid_request"),  # twelve bytes, six characters
            ("n\u0303" * 6, "invalid_request"),  # twelve code points as typed
            ("aaaaaaaaaaaaaaa", "password_too_common"),
            (None, "password_too_common"),  # the own address
            ("kx7!vv9-qp" * 100 + "q", "invalid_request"),  # 1,001 characters
        ],
    )
    def test_is_refused_at_every_door(self, ana, weak, code):
        newcomer, other, grace = Person(), Person(), Person()
        challenge = call("POST", "/api/v1/auth/forgot", {"email": ana.email})["challengeId"]
        user = {"email": other.email, "firstName": "Ana", "lastName": "Díaz", "password": weak or other.email}
        reset = {"challengeId": challenge, "code": sent_code(challenge), "newPassword": weak or ana.email}
        member = {"email": grace.email, "roles": ["risk"], "reason": "She joins", "password": weak or grace.email}
        refusals = [
            call("POST", "/register", newcomer.registration | {"password": weak or newcomer.email}),
            call("POST", "/api/v1/auth/register", user),
            call("POST", "/api/v1/auth/reset", reset),
            change(ana, weak or ana.email),
            staff("admin").post("/admin/staff", member),
        ]
        assert [(each.status, each["code"]) for each in refusals] == [(400, code)] * 5
        assert [store.find_credential(each.email) for each in (newcomer, other, grace)] == [None] * 3
        assert ana.log_in().status == 200 and ana.log_in(weak or ana.email).status in (400, 401)


class TestOlderHash:
    def test_is_made_anew_at_the_next_login(self, ana):
        seen, old = store.find_credential(ana.email), "a short one"
        hashed = bcrypt.hashpw(old.encode(), bcrypt.gensalt(4)).decode()
        dynamo.write(store.replacing_hash(replace(seen, password_hash=hashed), seen))
        assert ana.log_in(old + "x").status == 401
        assert store.find_credential(ana.email).password_hash == hashed
        assert ana.log_in(old).status == 200
        assert store.find_credential(ana.email).password_hash.startswith("hmac-sha384:")
        assert ana.log_in(old).status == 200


class TestRegister:
    def test_refuses_a_common_password(self):
        answer = Person(password="iloveyouiloveyou").register()
        assert (answer.status, answer["code"]) == (400, "password_too_common")
