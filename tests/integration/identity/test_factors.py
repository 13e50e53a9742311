"""Second factors: enrol, confirm, remove, recovery codes, and the login in two steps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib.identity import factor_store, store, totp
from chalicelib.identity.errors import InvalidCode
from chalicelib.identity.operations import pass_second_factor
from chalicelib.kernel import clock
from chalicelib.platform import dynamo, reading
from chalicelib.platform.call import Call, Source
from tests.support.api import call
from tests.support.people import App, Person, proven, someone

pytestmark = pytest.mark.usefixtures("emulator")


def second(answer, code: str, method: str = "totp"):
    return call("POST", "/api/v1/auth/mfa/verify", {"challengeId": answer["challengeId"], "method": method, "code": code})


def at_once(count: int, work) -> list:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def templates(facts, person: Person) -> list[str]:
    return [fact["fact"] for fact in facts(person.user_id)]


@pytest.fixture
def ana() -> Person:
    return proven()


@pytest.fixture
def app(ana) -> App:
    return ana.enrol()


@pytest.fixture
def recovery(ana, app) -> list[str]:
    answer = ana.call("POST", "/api/v1/auth/mfa/recovery-codes")
    assert answer.status == 201
    return answer["recoveryCodes"]


class TestEnrol:
    def test_needs_a_confirmed_email(self):
        answer = someone().call("POST", "/api/v1/auth/mfa/totp")
        assert (answer.status, answer["code"]) == (409, "email_not_verified")

    def test_tells_the_secret_once_and_keeps_it_as_ciphertext(self, ana, log_text):
        begun = ana.call("POST", "/api/v1/auth/mfa/totp")
        assert begun.status == 201
        assert len(totp.from_text(begun["secret"])) == 20
        assert begun["secret"] in begun["otpauthUri"]
        (factor,) = factor_store.enrolled(ana.user_id).factors
        assert begun["secret"] not in str(list(dynamo.scan_all("factor-table"))) + log_text()
        assert factor.context == {"user": ana.user_id, "purpose": "totp", "factor": begun["factorId"]}

    def test_counts_only_once_it_is_confirmed(self, ana):
        begun = ana.call("POST", "/api/v1/auth/mfa/totp")
        assert ana.log_in().status == 200
        app = App(begun["factorId"], totp.from_text(begun["secret"]))
        path = f"/api/v1/auth/mfa/totp/{app.factor_id}/confirm"
        wrong = ana.call("POST", path, {"code": app.wrong_code()})
        assert (wrong.status, wrong["code"]) == (401, "invalid_code")
        assert ana.call("POST", path, {"code": app.code()}).status == 200
        assert ana.call("POST", path, {"code": app.code()})["code"] == "factor_confirmed"
        assert ana.log_in().status == 202

    def test_the_code_that_confirmed_it_logs_nobody_in(self, ana):
        begun = ana.call("POST", "/api/v1/auth/mfa/totp")
        app = App(begun["factorId"], totp.from_text(begun["secret"]))
        code = app.code()
        assert ana.call("POST", f"/api/v1/auth/mfa/totp/{app.factor_id}/confirm", {"code": code}).status == 200
        assert second(ana.log_in(), code).status == 401

    def test_confirmed_many_times_at_once_is_one_factor(self, ana):
        begun = ana.call("POST", "/api/v1/auth/mfa/totp")
        app = App(begun["factorId"], totp.from_text(begun["secret"]))
        path, code = f"/api/v1/auth/mfa/totp/{app.factor_id}/confirm", app.code()
        statuses = at_once(8, lambda _: ana.call("POST", path, {"code": code}).status)
        assert statuses.count(200) == 1 and set(statuses) == {200, 409}
        assert store.find_credential(ana.email).factors == (app.factor_id,)

    def test_begun_anew_forgets_the_one_before(self, ana):
        first = ana.call("POST", "/api/v1/auth/mfa/totp")
        ana.call("POST", "/api/v1/auth/mfa/totp")
        assert len(factor_store.enrolled(ana.user_id).factors) == 1
        path = f"/api/v1/auth/mfa/totp/{first['factorId']}/confirm"
        assert ana.call("POST", path, {"code": "000000"})["code"] == "factor_not_found"

    def test_stops_at_five(self, ana):
        for _ in range(5):
            ana.enrol()
        answer = ana.call("POST", "/api/v1/auth/mfa/totp")
        assert (answer.status, answer["code"]) == (409, "too_many_factors")

    def test_is_the_owners_alone(self, ana, app):
        mallory = proven()
        for method, path in (("POST", f"/{app.factor_id}/confirm"), ("DELETE", f"/{app.factor_id}")):
            answer = mallory.call(method, f"/api/v1/auth/mfa/totp{path}", {"code": "000000"} if method == "POST" else None)
            assert (answer.status, answer["code"]) == (404, "factor_not_found")
        assert ana.log_in().status == 202

    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", "totp"), ("POST", "totp/{id}/confirm"), ("DELETE", "totp/{id}"), ("POST", "recovery-codes")],
    )
    def test_needs_a_password_or_factor_given_lately(self, ana, monkeypatch, method, path):
        in_six_minutes = clock.now() + timedelta(minutes=6)
        monkeypatch.setattr(reading, "clock", SimpleNamespace(now=lambda: in_six_minutes))
        path = f"/api/v1/auth/mfa/{path}".replace("{id}", "0198c0de-0000-7000-8000-000000000000")
        answer = ana.call(method, path, {"code": "000000"} if "confirm" in path else None)
        assert (answer.status, answer["code"]) == (401, "reauthentication_required")


class TestLogIn:
    def test_takes_two_steps(self, ana, app, facts):
        first = ana.log_in()
        assert first.status == 202
        assert set(first.body) == {"status", "challengeId", "methods", "expiresAt"}
        assert (first["status"], first["methods"]) == ("MFA_REQUIRED", ["totp", "recovery"])
        answer = second(first, app.code())
        assert answer.status == 200
        ana.token = answer["accessToken"]
        assert ana.call("GET", "/me").status == 200
        again = second(first, app.code(1))
        assert (again.status, again["code"]) == (401, "invalid_code")

    def test_takes_each_code_once(self, ana, app):
        code = app.code()
        assert second(ana.log_in(), code).status == 200
        assert second(ana.log_in(), code).status == 401
        assert second(ana.log_in(), app.code(-1)).status == 401
        assert second(ana.log_in(), app.code(1)).status == 200

    @pytest.mark.parametrize("round", range(3))
    def test_of_ten_at_once_with_one_code_one_passes(self, ana, app, round):
        logins = [ana.log_in() for _ in range(10)]
        code = app.code()
        assert sorted(at_once(10, lambda number: second(logins[number], code).status)) == [200] + [401] * 9

    def test_of_a_hundred_wrong_codes_leaves_nothing_to_the_right_one(self, ana, app):
        first, wrong = ana.log_in(), app.wrong_code()
        assert set(at_once(30, lambda _: second(first, wrong).status)) == {401}
        assert second(first, app.code()).status == 401

    def test_tells_the_owner_that_somebody_has_the_password_once_a_login(self, ana, app, facts):
        first = ana.log_in()
        second(first, app.wrong_code()), second(first, app.wrong_code())
        told = [fact["deliveries"] for fact in facts(ana.user_id) if fact["fact"] == "user.factor_wrong"]
        assert len(told) == 2  # under one id, so it is sent once
        assert all(f'"messageId": "{first["challengeId"]}:SIGNIN.SUSPICIOUS"' in str(each) for each in told)

    def test_knows_no_factor_after_the_wrong_password(self, ana, app):
        answer = ana.log_in("not the password")
        assert (answer.status, answer["code"]) == (401, "invalid_credentials")

    def test_stops_after_ten_wrong_codes_an_hour_whatever_the_challenges(self, ana, app, recovery):
        wrong, logins = app.wrong_code(), [ana.log_in()["challengeId"] for _ in range(4)]

        def passes(number: int, code: str, method: str = "totp") -> bool:
            """From an address of its own each time, so that no source is locked out."""
            call = Call(clock.now(), source=Source(f"192.0.2.{number}"))
            try:
                return bool(pass_second_factor.pass_second_factor(logins[number // 4], method, code, call))
            except InvalidCode:
                return False

        assert not any(passes(number, wrong) for number in range(12))
        assert not passes(12, app.code())
        assert passes(13, recovery[0], "recovery")

    def test_of_wrong_codes_locks_their_source_out(self, ana, app, recovery):
        logins = [ana.log_in() for _ in range(3)]
        assert {second(logins[number // 5], app.wrong_code()).status for number in range(10)} == {401}
        assert second(logins[2], recovery[0], "recovery").status == 401

    def test_counts_no_right_code_against_anybody(self, ana, app, recovery):
        for code in recovery:
            assert second(ana.log_in(), code, "recovery").status == 200
        ana.token = second(ana.log_in(), app.code())["accessToken"]
        (code, *_) = ana.call("POST", "/api/v1/auth/mfa/recovery-codes")["recoveryCodes"]
        assert second(ana.log_in(), code, "recovery").status == 200

    def test_is_one_session_also_when_two_factors_answer_at_once(self, ana, app, recovery, monkeypatch):
        asked, real = ana.log_in(), pass_second_factor.prove_factor

        def meanwhile(*arguments):
            monkeypatch.setattr(pass_second_factor, "prove_factor", real)
            assert second(asked, recovery[0], "recovery").status == 200
            return real(*arguments)

        monkeypatch.setattr(pass_second_factor, "prove_factor", meanwhile)
        assert second(asked, app.code())["code"] == "invalid_code"

    def test_is_over_after_five_minutes(self, ana, app, monkeypatch):
        first = ana.log_in()
        later = clock.now() + timedelta(minutes=5)
        code = totp.code_at(app.secret, totp.step_of(later))
        monkeypatch.setattr(clock, "now", lambda: later)
        assert second(first, code).status == 401

    def test_whose_first_answer_is_lost_is_asked_for_the_factor(self, ana, app, lose_an_answer):
        lose_an_answer()
        first = ana.log_in()
        assert (first.status, second(first, app.code()).status) == (202, 200)

    def test_whose_answer_is_lost_gives_its_tokens(self, ana, app, lose_an_answer):
        first = ana.log_in()
        lose_an_answer()
        assert second(first, app.code()).status == 200

    def test_costs_one_call_more_than_without_and_the_second_step_seven(self, ana, app, database_calls):
        database_calls.clear()
        first = ana.log_in()
        assert [each for each in database_calls if each != "UpdateItem"] == ["BatchGetItem", "TransactWriteItems"]
        database_calls.clear()
        assert second(first, app.code()).status == 200
        # The rate of the route, the try, credential and lock, the budget of wrong codes, the factors, the sessions, all or nothing.
        assert database_calls == [
            "UpdateItem", "UpdateItem", "BatchGetItem", "UpdateItem", "Query", "Query", "TransactWriteItems",
        ]  # fmt: skip

    @pytest.mark.parametrize("code", ["12345", "", "١٢٣٤٥٦", "123456\n", "1" * 41])
    def test_of_another_shape_is_a_bad_request(self, code):
        body = {"challengeId": "0198c0de-0000-7000-8000-000000000000", "method": "totp", "code": code}
        assert call("POST", "/api/v1/auth/mfa/verify", body).status == 400


class TestRecoveryCodes:
    def test_stand_in_for_the_app_once_each(self, ana, recovery, facts):
        assert second(ana.log_in(), recovery[0], "recovery").status == 200
        assert second(ana.log_in(), recovery[0], "recovery").status == 401
        assert second(ana.log_in(), recovery[1].lower().replace("-", " "), "recovery").status == 200
        assert templates(facts, ana).count("user.recovery_used") == 2

    def test_used_twice_at_once_passes_once(self, ana, recovery):
        logins = [ana.log_in() for _ in range(6)]
        statuses = at_once(6, lambda number: second(logins[number], recovery[0], "recovery").status)
        assert sorted(statuses) == [200] + [401] * 5

    def test_have_tries_of_their_own(self, ana, app, recovery):
        first = ana.log_in()
        for _ in range(6):
            assert second(first, app.wrong_code()).status == 401
        assert second(first, recovery[0], "recovery").status == 200

    def test_say_how_few_are_left(self, ana, recovery, facts):
        for code in recovery[:8]:
            assert second(ana.log_in(), code, "recovery").status == 200
        said = [str(fact["deliveries"]) for fact in facts(ana.user_id) if fact["fact"] == "user.recovery_used"]
        assert sorted(number for number in range(11) if any(f'"left": {number}}}' in each for each in said)) == list(range(2, 10))

    def test_made_anew_replace_the_former(self, ana, recovery):
        assert ana.call("POST", "/api/v1/auth/mfa/recovery-codes").status == 201
        assert second(ana.log_in(), recovery[0], "recovery").status == 401

    def test_are_kept_as_digests(self, recovery):
        kept = str(list(dynamo.scan_all("factor-table")))
        assert not any(code in kept or code.replace("-", "") in kept for code in recovery)

    def test_need_a_factor(self, ana):
        answer = ana.call("POST", "/api/v1/auth/mfa/recovery-codes")
        assert (answer.status, answer["code"]) == (409, "no_second_factor")


class TestRemove:
    def test_the_last_one_takes_the_recovery_codes_along(self, ana, app, recovery, facts):
        removed = ana.call("DELETE", f"/api/v1/auth/mfa/totp/{app.factor_id}")
        assert (removed.status, removed["status"]) == (200, "REMOVED")
        assert ana.log_in().status == 200
        ana.enrol()
        assert second(ana.log_in(), recovery[0], "recovery").status == 401
        assert templates(facts, ana).count("user.factor_changed") == 4

    def test_leaves_the_others(self, ana, app):
        other = ana.enrol()
        assert ana.call("DELETE", f"/api/v1/auth/mfa/totp/{app.factor_id}").status == 200
        assert second(ana.log_in(), app.code(), "totp").status == 401
        assert second(ana.log_in(), other.code(), "totp").status == 200

    def test_both_at_once_leaves_neither_codes_nor_factors_that_disagree(self, ana, app, recovery):
        other = ana.enrol()
        paths = [f"/api/v1/auth/mfa/totp/{each.factor_id}" for each in (app, other)]
        at_once(2, lambda number: ana.call("DELETE", paths[number]))
        for path in paths:
            ana.call("DELETE", path)
        assert factor_store.enrolled(ana.user_id) == factor_store.Enrolled((), None)
        assert store.find_credential(ana.email).factors == ()
