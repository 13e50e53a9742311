"""A session in a browser: the cookie, and every page that is not the bank's own."""

import re

import pytest

from benchmarks.gateway import let_through
from chalicelib.identity import store
from chalicelib.kernel import ids
from chalicelib.platform import dynamo, tokens
from tests.support.api import Answer, call
from tests.support.people import Person, proven, someone

pytestmark = pytest.mark.usefixtures("emulator")
ORIGIN = "https://bank.example"
OURS = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "X-Inferno-Web": "1"}


@pytest.fixture(autouse=True)
def _origins(monkeypatch):
    monkeypatch.setenv("BANK_PUBLIC_ORIGINS", f"{ORIGIN} http://127.0.0.1:8000")


@pytest.fixture
def ana() -> Person:
    person = Person()
    person.register()
    return person


def begin(person: Person, **headers: str) -> Answer:
    return call("POST", "/session", {"email": person.email, "password": person.password}, headers={**OURS, **headers})


def cookie(answer: Answer) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


def renew(kept: str) -> Answer:
    return call("POST", "/session/renew", headers={**OURS, "Cookie": kept})


def end(kept: str) -> Answer:
    return call("POST", "/session/end", headers={**OURS, "Cookie": kept})


def second(asked: Answer, code: str, kept: str) -> Answer:
    body = {"challengeId": asked["challengeId"], "method": "totp", "code": code}
    return call("POST", "/session/mfa/verify", body, headers={**OURS, "Cookie": kept})


class TestWebSession:
    def test_keeps_the_refresh_token_from_scripts(self, ana):
        answer = begin(ana)
        assert answer.status == 200
        assert set(answer.body) == {"userId", "accessToken", "expiresIn", "tokenType"}
        name, value, attributes = re.fullmatch(r"([^=]+)=([^;]+); (.*)", answer.headers["Set-Cookie"]).groups()
        assert name == "__Host-inferno-session" and value not in str(answer.body)
        assert set(attributes.split("; ")) == {"Path=/", "Max-Age=604800", "HttpOnly", "SameSite=Strict", "Secure"}
        assert tokens.verify(answer["accessToken"])["sub"] == ana.user_id

    def test_has_a_plain_name_on_a_laptop(self, ana):
        answer = begin(ana, Origin="http://127.0.0.1:8000")
        assert answer.headers["Set-Cookie"].startswith("inferno-session=") and "Secure" not in answer.headers["Set-Cookie"]

    @pytest.mark.parametrize("beside", ['theme={"a":1}; {}', "a b=1; {}", "flag; {}; x=2"])
    def test_is_found_beside_whatever_cookies_there_are(self, ana, beside):
        assert renew(beside.replace("{}", cookie(begin(ana)))).status == 200

    def test_takes_no_plain_name_over_https(self, ana):
        assert renew(cookie(begin(ana)).removeprefix("__Host-")).status == 204

    def test_is_renewed_by_the_cookie(self, ana):
        first = cookie(begin(ana))
        answer = renew(f"theme=dark; {first}; lang=es")
        assert answer.status == 200 and cookie(answer) != first
        assert renew(cookie(answer)).status == 200

    def test_answers_both_of_two_tabs(self, ana):
        first = cookie(begin(ana))
        assert cookie(renew(first)) == cookie(renew(first))

    @pytest.mark.parametrize("kept", ["", "__Host-inferno-session=", "x", "=;;=", 'a="'])
    def test_is_nobodys_without_its_cookie_and_nothing_is_wrong(self, kept):
        answer = renew(kept)
        assert (answer.status, answer.body) == (204, {}) and "Set-Cookie" not in answer.headers

    def test_is_not_renewed_by_a_cookie_that_we_never_gave(self):
        answer = renew("__Host-inferno-session=x")
        assert (answer.status, answer["code"]) == (401, "invalid_refresh_token")

    def test_ends_with_its_cookie(self, ana):
        kept = cookie(begin(ana))
        answer = end(kept)
        assert (answer.status, answer.body) == (200, {"status": "LOGGED_OUT"})
        assert "inferno-session=; Path=/; Max-Age=0;" in answer.headers["Set-Cookie"]
        assert renew(kept).status == 401 and end(kept).status == 200 and end("").status == 200

    def test_ends_no_session_by_its_name_alone(self, ana):
        kept = cookie(begin(ana))
        family, _, _ = kept.partition(".")
        assert end(f"{family}.{'a' * 43}").status == 200
        assert renew(kept).status == 200

    def test_a_login_ends_the_session_before_it(self, ana):
        first = cookie(begin(ana))
        assert begin(ana, Cookie=first).status == 200
        assert renew(first).status == 401

    def test_a_wrong_password_leaves_the_session_before_it(self, ana):
        kept = cookie(begin(ana))
        wrong = call("POST", "/session", {"email": ana.email, "password": "x"}, headers={**OURS, "Cookie": kept})
        assert (wrong.status, wrong["code"]) == (401, "invalid_credentials") and "Set-Cookie" not in wrong.headers
        assert renew(kept).status == 200


class TestSecondFactor:
    def test_opens_the_session_that_the_password_did_not(self):
        ana, former = proven(), cookie(begin(someone()))
        app, asked = ana.enrol(), begin(ana, Cookie=former)
        assert (asked.status, asked["status"]) == (202, "MFA_REQUIRED") and "Set-Cookie" not in asked.headers
        assert second(asked, app.wrong_code(), former).status == 401 and renew(former).status == 200
        answer = second(asked, app.code(), former)
        assert answer.status == 200 and "refreshToken" not in answer.body
        assert set(tokens.verify(answer["accessToken"])["amr"]) == {"pwd", "otp", "mfa"}
        assert renew(cookie(answer)).status == 200
        assert second(asked, app.code(1), "").status == 401


class TestForeignPage:
    @pytest.mark.parametrize("path", ["/session", "/session/renew", "/session/end", "/session/mfa/verify"])
    @pytest.mark.parametrize(
        "changed",
        [
            {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"},
            {"Origin": "http://127.0.0.1:9000"}, {"X-Inferno-Web": ""}, {"Origin": "null"}, {"Sec-Fetch-Site": ""},
            {"Origin": ""}, {"Origin": ORIGIN + ".evil.example"},
        ],
    )  # fmt: skip
    def test_gets_through_no_door(self, ana, path, changed):
        kept = cookie(begin(ana))
        factor = {"challengeId": ids.new_id(), "method": "totp", "code": "123456"}
        bodies = {"/session": {"email": ana.email, "password": ana.password}, "/session/mfa/verify": factor}
        answer = call("POST", path, bodies.get(path), headers={**OURS, "Cookie": kept, **changed})
        assert (answer.status, answer["code"]) == (403, "foreign_page") and "Set-Cookie" not in answer.headers
        assert renew(kept).status == 200

    def test_is_every_page_where_no_origin_is_configured(self, ana, monkeypatch):
        monkeypatch.delenv("BANK_PUBLIC_ORIGINS")
        assert begin(ana).status == 403 and begin(ana, Origin="").status == 403


class TestIdentity:
    def test_says_what_is_known_of_the_caller(self):
        ana = someone()
        assert ana.call("GET", "/api/v1/auth/me").body == {
            "userId": ana.user_id,
            "email": ana.email,
            "phone": None,
            "verified": [],
            "roles": ["customer"],
            "customerId": ana.user_id,
            "factors": [],
            "kycStatus": None,
        }

    def test_costs_one_read(self, database_calls):
        ana = someone()
        database_calls.clear()
        ana.call("GET", "/api/v1/auth/me")
        assert database_calls == ["BatchGetItem", "GetItem"]  # the authorizer's, once a minute, and its own

    def test_tells_nothing_of_who_has_the_address_now(self):
        ana = someone()
        credential = store.find_credential(ana.email)
        key = {"email_key": credential.key}

        token = let_through(ana.user_id, ana.email, ["customer"]).removeprefix("Bearer ")
        dynamo.write(dynamo.update("x", "credential-table", key, {"user_id": someone().user_id}))
        assert call("GET", "/api/v1/auth/me", token=token)["code"] == "session_expired"
