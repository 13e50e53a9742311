"""Access tokens: keys by `kid`, two valid during a rotation, and everything that is no token of ours."""

import base64
import json
import time
from datetime import timedelta

import jwt
import pytest

from chalicelib.identity import store
from chalicelib.identity.model import Credential, RefreshToken, Session
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Unauthenticated
from chalicelib.platform import dynamo, settings, tokens
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from tests.support.api import call

OLD, NEW = {"k1": "first-key-of-at-least-32-bytes-00"}, {"k2": "second-key-of-at-least-32-bytes-0"}


@pytest.fixture(autouse=True)
def _a_secret_of_its_own(emulator, monkeypatch):
    name = f"signing-keys-{ids.new_id()}"
    monkeypatch.setattr(settings, "secret_name", lambda _: name)
    client("secretsmanager").create_secret(Name=name, SecretString="{}")
    yield
    another_function_starts()


def claims(**changed) -> dict:
    now, user_id = int(time.time()), ids.new_id()
    base = {"sub": user_id, "customer_id": user_id, "email": "a@x.org", "roles": ["customer"], "iat": now, "exp": now + 900}
    base |= {"sid": ids.new_id(), "auth_time": now, "amr": ["pwd"], "aud": "inferno-local"}
    return {name: value for name, value in (base | changed).items() if value is not None}


def keep(current: str, keys: dict[str, str]) -> None:
    text = json.dumps({"current": current, "keys": keys})
    client("secretsmanager").put_secret_value(SecretId=settings.secret_name("password-secret"), SecretString=text)


def another_function_starts() -> None:
    tokens.forget_keys()


def claims_of_a_session(**changed) -> dict:
    """Of somebody who is logged in."""
    said = claims(email=f"{ids.new_id()}@x.org")
    credential = Credential(said["sub"], said["email"], "no hash", ("customer",), "2026-01-01T00:00:00.000Z")
    session = Session.begin(credential, RefreshToken.new(said["sid"]), ("pwd",), Call(clock.now()))
    dynamo.transact([store.new_credential(credential), store.new_session(session)])
    return said | changed


def as_ours(said: dict, key: str = OLD["k1"], **header) -> str:
    """A token just as the bank signs it, but for what is given."""
    headers = {name: value for name, value in {"kid": "k1", "typ": "at+jwt", **header}.items() if value is not None}
    return jwt.encode(said, key, "HS256", headers=headers)


def lets_in(token: str) -> bool:
    """Whether the authorizer does."""
    status = call("GET", f"/profile/{ids.new_id()}", token=token).status
    assert status in (404, 401)
    return status == 404


class TestRotation:
    def test_keeps_two_keys_valid(self):
        keep("k1", OLD)
        another_function_starts()
        before = tokens.sign(claims())
        keep("k2", OLD | NEW)
        another_function_starts()
        after = tokens.sign(claims())
        assert [jwt.get_unverified_header(token)["kid"] for token in (before, after)] == ["k1", "k2"]
        assert tokens.verify(before) and tokens.verify(after)

    def test_knows_a_key_no_more_once_it_is_gone(self):
        keep("k1", OLD)
        another_function_starts()
        before = tokens.sign(claims())
        keep("k2", NEW)
        another_function_starts()
        with pytest.raises(Unauthenticated):
            tokens.verify(before)

    def test_looks_again_for_a_key_it_does_not_know(self, monkeypatch):
        keep("k1", OLD)
        another_function_starts()
        known = tokens.signing_keys()
        keep("k2", OLD | NEW)
        another_function_starts()
        after = tokens.sign(claims())
        eleven_seconds_old = tokens.SigningKeys(known.current, known.keys, time.monotonic() - 11)
        monkeypatch.setattr(tokens, "_cached", eleven_seconds_old)
        assert tokens.verify(after)["email"] == "a@x.org"


class TestVerify:
    @pytest.fixture(autouse=True)
    def _one_key(self):
        keep("k1", OLD)
        another_function_starts()

    def test_takes_what_it_signed(self):
        said = claims_of_a_session()
        assert lets_in(tokens.sign(said)) and lets_in(as_ours(said))

    @pytest.mark.parametrize("missing", ["sub", "email", "roles", "customer_id", "exp", "iat", "sid", "auth_time", "amr", "aud"])
    def test_refuses_a_token_without_one_of_its_claims(self, missing):
        said = claims_of_a_session()
        del said[missing]
        assert not lets_in(as_ours(said))

    def test_reads_the_time_off_the_banks_own_clock(self, monkeypatch):
        token = tokens.sign(claims())
        assert tokens.verify(token)
        now = clock.now()
        for minutes in (-1, 16):
            monkeypatch.setattr(clock, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
            with pytest.raises(Unauthenticated):
                tokens.verify(token)

    def test_refuses_an_expired_one(self):
        assert not lets_in(tokens.sign(claims_of_a_session(exp=int(time.time()) - 1)))

    def test_refuses_another_key_another_kid_and_no_kid(self):
        said = claims_of_a_session()
        for key, header in ((NEW["k2"], {}), (OLD["k1"], {"kid": "k9"}), (OLD["k1"], {"kid": None})):
            assert not lets_in(as_ours(said, key, **header))

    @pytest.mark.parametrize("type", ["JWT", "at", "refresh"])
    def test_refuses_a_token_of_another_type(self, type):
        assert not lets_in(as_ours(claims_of_a_session(), typ=type))

    @pytest.mark.parametrize("audience", ["inferno-prod", "", None, ["inferno-dev"]])
    def test_refuses_a_token_for_somebody_else(self, audience):
        assert not lets_in(as_ours(claims_of_a_session(aud=audience)))

    @pytest.mark.parametrize(
        "forged", [{"key": NEW["k2"]}, {"typ": "JWT"}, {"aud": "inferno-prod"}], ids=["key", "type", "audience"]
    )
    def test_changes_nothing_by_what_it_refuses(self, forged):
        """A session would be over, had the request come through."""
        said = claims_of_a_session()
        token = as_ours(
            said | ({"aud": forged["aud"]} if "aud" in forged else {}), **{name: forged[name] for name in forged if name != "aud"}
        )
        session = f"/api/v1/auth/sessions/{said['sid']}"
        assert call("DELETE", session, token=token).status == 401
        assert store.find_session(said["sid"]) is not None
        assert call("DELETE", session, token=as_ours(said)).status == 200 and store.find_session(said["sid"]) is None

    def test_refuses_no_signature(self):
        assert not lets_in(jwt.encode(claims_of_a_session(), None, "none", headers={"kid": "k1", "typ": "at+jwt"}))

    def test_refuses_claims_that_were_changed(self):
        said = claims_of_a_session()
        head, _, mark = tokens.sign(said).split(".")
        forged = base64.urlsafe_b64encode(json.dumps(said | {"roles": ["admin"]}).encode()).rstrip(b"=").decode()
        assert not lets_in(f"{head}.{forged}.{mark}")

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 10, "é", "x" * 5_000])
    def test_refuses_what_is_no_token(self, token):
        with pytest.raises(Unauthenticated):
            tokens.verify(token)
