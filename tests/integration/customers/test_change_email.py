"""Another email to log in with: proven by its owner, told to the address until now."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib.identity import store as identity
from chalicelib.kernel import clock, ids
from chalicelib.notifications.errors import NotToBeSent
from chalicelib.notifications.wiring import find_recipient
from chalicelib.platform import dynamo, reading
from tests.support.api import Answer, call
from tests.support.people import Person, proven, sent_code, someone, wrong_code

pytestmark = pytest.mark.usefixtures("emulator")
EMAIL = "/api/v1/auth/email"


@pytest.fixture
def ana() -> Person:
    return proven()


def new_address() -> str:
    return f"Nova.{ids.new_id()}@Example.com"


def ask(person: Person, email: str) -> str:
    answer = person.call("POST", EMAIL, {"email": email})
    assert answer.status == 202
    return answer["challengeId"]


def confirm(person: Person, challenge: str, code: str | None = None) -> Answer:
    return person.call("POST", f"{EMAIL}/confirm", {"challengeId": challenge, "code": code or sent_code(challenge)})


def log_in(email: str, password: str) -> int:
    return call("POST", "/login", {"email": email, "password": password}).status


class TestChangeEmail:
    def test_is_who_one_is_from_then_on(self, ana):
        email, former = new_address(), ana.email
        changed = confirm(ana, ask(ana, email))
        assert (changed.status, changed.body) == (200, {"email": email})
        assert (log_in(former, ana.password), log_in(email, ana.password)) == (401, 200)
        again = replace(ana, email=email)
        again.log_in()
        assert again.user_id == ana.user_id
        me = again.call("GET", "/api/v1/auth/me")
        assert (me["email"], me["verified"]) == (email, ["email"])
        assert again.call("GET", f"/profile/{ana.user_id}")["email"] == email

    def test_ends_every_session(self, ana):
        confirm(ana, ask(ana, new_address()))
        assert call("POST", "/refresh", {"refreshToken": ana.refresh_token}).status == 401

    def test_keeps_what_is_known_of_the_user(self, ana):
        app, before, email = ana.enrol(), identity.find_credential(ana.email), new_address()
        confirm(ana, ask(ana, email))
        after = identity.find_credential(email)
        assert (after.factors, after.password_hash, after.roles) == ((app.factor_id,), before.password_hash, before.roles)
        assert log_in(email, ana.password) == 202

    def test_is_told_to_the_address_until_now(self, ana, facts):
        confirm(ana, ask(ana, new_address()))
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "user.email_changed"]
        mail = json.loads(fact["deliveries"][1]["body"])
        recipient = find_recipient(SimpleNamespace(user_id=ana.user_id, challenge_id=mail["challengeId"]))
        assert (mail["template"], recipient.email, recipient.code) == ("ADDRESS.CHANGED", ana.email, {})
        assert ana.email not in str(fact["deliveries"])

    def test_takes_a_code_once_and_a_wrong_one_never(self, ana):
        challenge = ask(ana, new_address())
        assert confirm(ana, challenge, wrong_code(challenge))["code"] == "invalid_code"
        code = sent_code(challenge)
        with ThreadPoolExecutor(8) as pool:
            answers = sorted(answer.status for answer in pool.map(lambda _: confirm(ana, challenge, code), range(4)))
        assert answers == [200, 401, 401, 401]

    def test_is_no_way_to_anothers_address_and_does_not_tell_of_it(self, ana, facts):
        other = someone()
        challenge = ask(ana, other.email)
        with pytest.raises(NotToBeSent):
            find_recipient(SimpleNamespace(user_id=ana.user_id, challenge_id=challenge))
        assert confirm(ana, challenge, "123456")["code"] == "invalid_code"

    def test_of_two_who_ask_for_one_address_is_the_first_ones(self, ana):
        email, eve = new_address(), proven()
        first = ask(ana, email)
        code = sent_code(first)
        assert eve.call("POST", EMAIL, {"email": email}).status == 429  # a code went there this moment
        assert confirm(ana, first, code).status == 200
        assert identity.find_credential(email).user_id == ana.user_id

    def test_loses_to_somebody_who_registered_the_address_meanwhile(self, ana):
        email = new_address()
        challenge = ask(ana, email)
        newcomer = Person(email=email)
        newcomer.register()
        assert confirm(ana, challenge)["code"] == "invalid_code"
        assert log_in(ana.email, ana.password) == 200
        assert identity.find_credential(email).user_id == newcomer.user_id

    def test_loses_nothing_that_is_said_of_the_user_at_the_same_moment(self, ana, monkeypatch):
        challenge, real = ask(ana, new_address()), dynamo.transact

        def described_before(changes, **more):
            monkeypatch.setattr(dynamo, "transact", real)
            dynamo.write(identity.describing(ana.email, ana.user_id, kyc_status="APPROVED"))
            return real(changes, **more)

        monkeypatch.setattr(dynamo, "transact", described_before)
        assert confirm(ana, challenge)["code"] == "invalid_code"
        assert identity.find_credential(ana.email).kyc_status == "APPROVED"

    def test_whose_answer_is_lost_is_done(self, ana, lose_an_answer):
        challenge = ask(ana, email := new_address())
        code = sent_code(challenge)
        lose_an_answer()
        assert confirm(ana, challenge, code).status == 200
        assert log_in(email, ana.password) == 200

    def test_needs_a_password_or_factor_given_lately(self, ana, monkeypatch):
        in_six_minutes = clock.now() + timedelta(minutes=6)
        monkeypatch.setattr(reading, "clock", SimpleNamespace(now=lambda: in_six_minutes))
        assert ana.call("POST", EMAIL, {"email": new_address()})["code"] == "reauthentication_required"

    @pytest.mark.parametrize("email", ["", "nova", "nova@", "nova@example", "a..b@example.com"])
    def test_refuses_what_is_no_address(self, ana, email):
        assert ana.call("POST", EMAIL, {"email": email}).status == 400

    def test_refuses_ones_own(self, ana):
        assert ana.call("POST", EMAIL, {"email": ana.email.upper()}).status == 400
