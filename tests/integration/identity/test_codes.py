"""Codes that are sent: confirm an address, forget a password and set a new one. Races in rounds, and who learns what."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.identity import challenge_store, factor_store, store
from chalicelib.identity.errors import InvalidCode
from chalicelib.identity.operations.forgot_password import forgot_password
from chalicelib.identity.operations.reset_password import reset_password
from chalicelib.identity.operations.verify_address import verify_address
from chalicelib.identity.queries import find_code
from chalicelib.kernel import clock
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from tests.support.api import call
from tests.support.people import Person, proven, sent_code, someone, wrong_code

pytestmark = pytest.mark.usefixtures("emulator")
NEW = "another correct horse battery"


def forgot(email: str):
    return call("POST", "/api/v1/auth/forgot", {"email": email})


def reset(challenge_id: str, code: str, password: str = NEW, **more):
    return call("POST", "/api/v1/auth/reset", {"challengeId": challenge_id, "code": code, "newPassword": password, **more})


def verified_of(person: Person) -> tuple[str, ...]:
    return store.find_credential(person.email).verified


def caller_of(person: Person) -> Caller:
    return Caller(person.user_id, person.email, frozenset({"customer"}))


def at_once(count: int, work) -> list:
    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(work, range(count)))


@pytest.fixture
def ana() -> Person:
    return someone()


class TestVerify:
    def test_confirms_the_email_with_the_code_of_the_welcome(self, ana, facts):
        assert verified_of(ana) == ()
        answer = ana.verify()
        assert (answer.status, answer.body) == (200, {"verified": ["email"]})
        assert verified_of(ana) == ("email",)
        assert "user.verified" in {fact["fact"] for fact in facts(ana.user_id)}

    def test_is_refused_the_same_way_for_whatever_is_wrong(self, ana):
        code, other = sent_code(ana.challenge_id), someone()
        wrong = [
            {"challengeId": ana.challenge_id, "code": wrong_code(ana.challenge_id)},
            {"challengeId": other.challenge_id, "code": sent_code(other.challenge_id)},
            {"challengeId": "0198c0de-0000-7000-8000-000000000000", "code": code},
        ]
        answers = [ana.call("POST", "/api/v1/auth/verify", each) for each in wrong]
        assert ana.verify().status == 200
        answers.append(ana.call("POST", "/api/v1/auth/verify", {"challengeId": ana.challenge_id, "code": code}))
        assert {(each.status, each["code"], each["detail"]) for each in answers} == {
            (401, "invalid_code", "The code is wrong, used or expired, or there were too many tries")
        }

    @pytest.mark.parametrize(
        "body",
        [
            {}, {"channel": "fax"}, {"channel": "email", "code": "123456"}, {"code": "123456"},
            {"challengeId": "0198c0de-0000-7000-8000-000000000000"},
            *({"challengeId": "0198c0de-0000-7000-8000-000000000000", "code": code} for code in ("12345", "1234567", "12345a", 123456)),
        ],
    )  # fmt: skip
    def test_of_another_shape_is_a_bad_request(self, ana, body):
        assert ana.call("POST", "/api/v1/auth/verify", body).status == 400

    def test_sends_another_code_after_a_minute_and_the_former_is_dead(self, ana, monkeypatch):
        assert ana.call("POST", "/api/v1/auth/verify", {"channel": "email"}).status == 429
        former = sent_code(ana.challenge_id)
        later = clock.now() + timedelta(seconds=61)
        monkeypatch.setattr(clock, "now", lambda: later)
        sent = ana.call("POST", "/api/v1/auth/verify", {"channel": "email"})
        assert (sent.status, sent["expiresAt"][:16]) == (202, clock.to_text(later + timedelta(minutes=10))[:16])
        assert find_code(ana.challenge_id, later) is None
        assert ana.call("POST", "/api/v1/auth/verify", {"challengeId": ana.challenge_id, "code": former}).status == 401
        ana.challenge_id = sent["challengeId"]
        assert ana.verify().status == 200
        again = ana.call("POST", "/api/v1/auth/verify", {"channel": "email"})
        assert (again.status, again["code"]) == (409, "already_verified")

    def test_has_a_phone_only_where_there_is_one(self, ana):
        answer = ana.call("POST", "/api/v1/auth/verify", {"channel": "phone"})
        assert (answer.status, answer["code"]) == (409, "nothing_to_verify")

    def test_is_over_after_ten_minutes(self, ana):
        code, began = sent_code(ana.challenge_id), clock.now()
        with pytest.raises(InvalidCode):
            verify_address(caller_of(ana), ana.challenge_id, code, Call(began + timedelta(minutes=10)))
        assert verify_address(caller_of(ana), ana.challenge_id, code, Call(began + timedelta(minutes=9))) == ("email",)

    def test_of_a_hundred_wrong_codes_at_once_leaves_nothing_to_the_right_one(self, ana):
        wrong = wrong_code(ana.challenge_id)
        right = sent_code(ana.challenge_id)

        def guess(_) -> str:
            try:
                verify_address(caller_of(ana), ana.challenge_id, wrong, Call(clock.now()))
            except InvalidCode:
                return "refused"
            return "passed"

        assert set(at_once(100, guess)) == {"refused"}
        assert challenge_store.find_challenge(ana.challenge_id).tries == 5
        with pytest.raises(InvalidCode):
            verify_address(caller_of(ana), ana.challenge_id, right, Call(clock.now()))
        assert verified_of(ana) == ()

    def test_takes_the_right_one_as_the_fifth(self, ana):
        for _ in range(4):
            with pytest.raises(InvalidCode):
                verify_address(caller_of(ana), ana.challenge_id, wrong_code(ana.challenge_id), Call(clock.now()))
        assert ana.verify().status == 200

    def test_keeps_no_code_anywhere(self, ana, facts, log_text):
        code = sent_code(ana.challenge_id)
        ana.verify()
        rows = [*dynamo.scan_all("challenge-table"), *dynamo.scan_all("code-sent-table"), *facts(ana.user_id)]
        held = [row for row in rows if f"'{code}'" in str(row) or f'"{code}"' in str(row)]
        assert held == []
        assert f'"{code}"' not in log_text()

    def test_whose_answer_is_lost_is_done_once(self, ana, lose_an_answer):
        lose_an_answer()
        assert ana.verify().status == 200


class TestForgot:
    def test_answers_the_same_at_the_same_price_whether_or_not_there_is_an_account(self, ana, database_calls):
        costs, shapes = [], []
        for email in (ana.email, f"nobody.{ana.user_id}@example.com"):
            database_calls.clear()
            answers = [forgot(email), forgot(email)]
            costs.append(list(database_calls))
            shapes.append([(each.status, sorted(each.body), len(each.body.get("challengeId", ""))) for each in answers])
        assert costs[0] == costs[1]
        assert shapes[0] == shapes[1]
        assert [status for status, *_ in shapes[0]] == [202, 429]

    def test_sends_five_an_hour_whoever_it_is(self, ana):
        now = clock.now()
        for email in (ana.email, f"nobody.{ana.user_id}@example.com"):
            for number in range(5):
                forgot_password(email, Call(now + timedelta(minutes=2 * number)))
            with pytest.raises(TooManyRequests):
                forgot_password(email.upper(), Call(now + timedelta(minutes=10)))

    def test_of_many_at_once_sends_one(self, ana, facts):
        def ask(_):
            return forgot(ana.email).status

        assert sorted(at_once(12, ask)) == [202] + [429] * 11
        assert [fact["fact"] for fact in facts(ana.user_id)].count("code.wanted") == 1

    def test_of_nobody_can_be_answered_by_nobody(self):
        challenge_id = forgot("nobody.at.all@example.com")["challengeId"]
        assert find_code(challenge_id, clock.now()) is None
        assert reset(challenge_id, "000000")["code"] == "invalid_code"

    @pytest.mark.parametrize("email", ["", "ana", "ana@", "@example.com", "a b@example.com", "ana@example.com\n", None, 5])
    def test_wants_an_address(self, email):
        assert forgot(email).status == 400


class TestReset:
    def test_sets_the_password_and_ends_every_session(self, ana, facts):
        ana.verify()
        other = replace(ana)
        other.log_in()
        challenge_id = forgot(ana.email)["challengeId"]
        answer = reset(challenge_id, sent_code(challenge_id))
        assert (answer.status, answer.body) == (200, {"status": "PASSWORD_RESET"})
        for person in (ana, other):
            assert call("POST", "/refresh", {"refreshToken": person.refresh_token}).status == 401
            assert person.call("GET", "/me").status == 401
        assert ana.log_in().status == 401
        assert ana.log_in(NEW).status == 200
        assert "user.password_changed" in {fact["fact"] for fact in facts(ana.user_id)}

    def test_takes_a_code_once_also_when_twenty_come_at_once(self, ana):
        challenge_id = forgot(ana.email)["challengeId"]
        code = sent_code(challenge_id)

        def set_it(number: int) -> int | None:
            try:
                reset_password(challenge_id, code, f"{NEW} {number}", None, Call(clock.now()))
            except InvalidCode:
                return None
            return number

        (winner,) = {each for each in at_once(20, set_it) if each is not None}
        assert ana.log_in(f"{NEW} {winner}").status == 200
        assert reset(challenge_id, code)["code"] == "invalid_code"

    def test_takes_no_code_that_was_sent_for_something_else(self, ana):
        assert reset(ana.challenge_id, sent_code(ana.challenge_id))["code"] == "invalid_code"
        challenge_id = forgot(ana.email)["challengeId"]
        body = {"challengeId": challenge_id, "code": sent_code(challenge_id)}
        assert ana.call("POST", "/api/v1/auth/verify", body)["code"] == "invalid_code"
        assert ana.log_in().status == 200 and ana.verify().status == 200

    def test_with_a_password_that_is_no_good_uses_no_try_up(self, ana):
        challenge_id = forgot(ana.email)["challengeId"]
        for _ in range(6):
            assert reset(challenge_id, sent_code(challenge_id), "short").status == 400
        assert reset(challenge_id, sent_code(challenge_id)).status == 200

    def test_asks_for_the_second_factor_only_after_the_right_code_and_without_a_try(self):
        ana = proven()
        app = ana.enrol()
        challenge_id = forgot(ana.email)["challengeId"]
        code = sent_code(challenge_id)
        for _ in range(6):
            answer = reset(challenge_id, code)
            assert (answer.status, answer["code"]) == (401, "second_factor_required")
        assert reset(challenge_id, wrong_code(challenge_id))["code"] == "invalid_code"
        wrong = reset(challenge_id, code, secondFactor={"method": "totp", "code": app.wrong_code()})
        assert (wrong.status, wrong["code"]) == (401, "invalid_code")
        assert reset(challenge_id, code, secondFactor={"method": "totp", "code": app.code()}).status == 200
        assert ana.log_in(NEW).status == 202

    def test_takes_a_recovery_code_as_well(self):
        ana = proven()
        ana.enrol()
        recovery = ana.call("POST", "/api/v1/auth/mfa/recovery-codes")["recoveryCodes"][3]
        challenge_id = forgot(ana.email)["challengeId"]
        second = {"method": "recovery", "code": recovery}
        assert reset(challenge_id, sent_code(challenge_id), secondFactor=second).status == 200

    def test_whose_answer_is_lost_is_done(self, ana, lose_an_answer):
        challenge_id = forgot(ana.email)["challengeId"]
        lose_an_answer()
        assert reset(challenge_id, sent_code(challenge_id)).status == 200
        assert ana.log_in(NEW).status == 200

    def test_undoes_what_a_stranger_set_up_under_the_address(self, ana):
        """Pre-hijack: a stranger registered it, stays logged in, and has a phone and a factor in the account."""
        stranger = ana
        credential = store.find_credential(stranger.email)
        theirs = {"phone": "+15005550001", "verified": ["phone"], "factors": ["f"]}
        dynamo.write(dynamo.update("credential", store.CREDENTIALS, {"email_key": credential.key}, theirs))
        dynamo.write(factor_store.new_factor(factor_store.Factor(ana.user_id, "f", "secret", "then", "then")))
        challenge_id = forgot(ana.email)["challengeId"]
        assert reset(challenge_id, sent_code(challenge_id)).status == 200
        owner = store.find_credential(ana.email)
        assert (owner.verified, owner.factors) == (("email",), ())
        assert factor_store.enrolled(ana.user_id).factors == ()
        assert call("POST", "/refresh", {"refreshToken": stranger.refresh_token}).status == 401
        assert stranger.log_in().status == 401
        assert replace(ana).log_in(NEW).status == 200

    def test_that_proves_the_address_tells_of_it_and_starts_what_waits_for_that(self, ana, facts):
        """Afterwards there is nothing to verify any more: who came by /api/v1/auth/register has cards from here."""
        challenge_id = forgot(ana.email)["challengeId"]
        assert reset(challenge_id, sent_code(challenge_id)).status == 200
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "user.verified"]
        assert "cards_registration" in str(fact["deliveries"])
