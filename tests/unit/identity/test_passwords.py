"""Passwords: their length in bytes, bcrypt that always runs, a fingerprint that gives nothing away."""

import unicodedata

import bcrypt
import pytest

from chalicelib.identity import passwords
from chalicelib.kernel.failures import InvalidRequest

ACCENTS = "Contraseña ¿cuál?"


@pytest.fixture(autouse=True)
def _cheap_bcrypt(monkeypatch):
    monkeypatch.setenv("BCRYPT_ROUNDS", "4")


@pytest.fixture
def bcrypts(monkeypatch) -> list[bytes]:
    """The cost part of the hash of each bcrypt that ran."""
    ran: list[bytes] = []
    real = bcrypt.checkpw

    def counting(password: bytes, hashed: bytes) -> bool:
        ran.append(hashed[:7])
        return real(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", counting)
    return ran


class TestHashPassword:
    def test_makes_a_bcrypt_hash_of_the_configured_cost(self):
        assert passwords.hash_password("x" * 12).startswith("$2b$04$")

    @pytest.mark.parametrize("password", ["x" * 11, "x" * 73, "é" * 37, "e\u0301" * 5])
    def test_refuses_other_lengths_openly(self, password):
        with pytest.raises(InvalidRequest):
            passwords.hash_password(password)


class TestMatches:
    def test_knows_the_password(self):
        hashed = passwords.hash_password("correct horse")
        assert passwords.matches("correct horse", hashed) and not passwords.matches("correct Horse", hashed)

    def test_a_password_that_only_begins_right_is_wrong(self):
        hashed = passwords.hash_password("x" * 72)
        assert passwords.matches("x" * 72, hashed) and not passwords.matches("x" * 73, hashed)

    def test_costs_one_bcrypt_of_the_same_rounds_whatever_is_asked(self, bcrypts):
        hashed = passwords.hash_password("correct horse")
        for password, expected in (
            ("correct horse", hashed),
            ("wrong", hashed),
            ("wrong", None),
            ("x" * 73, hashed),
            ("x" * 73, None),
        ):
            passwords.matches(password, expected)
        assert bcrypts == [b"$2b$04$"] * 5

    @pytest.mark.parametrize("registered", ["NFC", "NFD"])
    @pytest.mark.parametrize("typed", ["NFC", "NFD"])
    def test_knows_a_password_however_a_keyboard_composes_it(self, registered, typed):
        hashed = passwords.hash_password(unicodedata.normalize(registered, ACCENTS))
        assert passwords.matches(unicodedata.normalize(typed, ACCENTS), hashed)
        assert not passwords.matches(unicodedata.normalize(typed, ACCENTS + "!"), hashed)

    def test_still_knows_what_was_hashed_as_it_was_given(self):
        given = unicodedata.normalize("NFD", ACCENTS).encode()
        assert passwords.matches(given.decode(), bcrypt.hashpw(given, bcrypt.gensalt(4)).decode())

    def test_knows_a_password_whichever_blank_is_typed(self):
        assert passwords.matches("correct\u00a0horse", passwords.hash_password("correct horse"))

    @pytest.mark.parametrize("password", [ACCENTS, unicodedata.normalize("NFD", ACCENTS), "é" * 80, "correct horse"])
    def test_costs_the_same_with_and_without_a_hash(self, bcrypts, password):
        passwords.matches(password, passwords.hash_password("correct horse"))
        with_hash = list(bcrypts)
        bcrypts.clear()
        passwords.matches(password, None)
        assert bcrypts == with_hash

    def test_nothing_matches_where_there_is_no_hash(self):
        assert not any(passwords.matches(password, None) for password in ("", "x", "\0", "x" * 72))


class TestFingerprint:
    def test_is_one_however_the_password_is_composed(self):
        forms = {passwords.fingerprint(unicodedata.normalize(form, ACCENTS), "a@x.org") for form in ("NFC", "NFD")}
        assert len(forms) == 1

    def test_follows_from_password_and_email(self):
        assert passwords.fingerprint("x" * 12, "A@x.org") == passwords.fingerprint("x" * 12, "a@x.org")
        assert passwords.fingerprint("x" * 12, "a@x.org") != passwords.fingerprint("x" * 12, "b@x.org")
        assert passwords.fingerprint("x" * 12, "a@x.org") != passwords.fingerprint("y" * 12, "a@x.org")
