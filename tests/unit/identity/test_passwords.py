"""Passwords: their length in bytes, bcrypt that always runs, a fingerprint that gives nothing away."""

import unicodedata

import bcrypt
import pytest

from chalicelib.identity import passwords
from chalicelib.identity.errors import PasswordTooCommon
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import settings, vault

ACCENTS = "Contraseña ¿cuál?"


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


@pytest.fixture(autouse=True)
def _a_pepper(monkeypatch):
    monkeypatch.setattr(vault, "_cached", {"pepper": b"p" * 32, "mac": b"m" * 32})


class TestCheck:
    @pytest.mark.parametrize(
        "password", ["x7 q" * 3 + "abc", "ñ" * 4 + " kf ui op hwe", "e\u0301" * 3 + "qwzpvnbxtksm", "x7 kq" * 200]
    )
    def test_counts_characters(self, password):
        passwords.check_length(password)

    @pytest.mark.parametrize("password", ["", "ñññññññ", "x" * 14, "e\u0301" * 14, "x" * 1_001, "😀" * 1_001])
    def test_refuses_other_lengths_openly(self, password):
        with pytest.raises(InvalidRequest, match="15 to 1,000"):
            passwords.check(password)

    def test_takes_twelve_where_there_is_a_factor(self):
        passwords.check("kestrel moor", has_factor=True)
        with pytest.raises(InvalidRequest):
            passwords.check("kestrel moo", has_factor=True)

    @pytest.mark.parametrize(
        "password",
        [
            "a" * 15,
            "a" * 900,
            "ñ" * 20,
            "abcdefghijklmnop",
            "ponmlkjihgfedcba",
            "123456789012345",
            "987654321098765",
            "ABCDEFGHIJKLMNOPQ",
        ],
    )
    def test_refuses_one_character_again_and_again_and_plain_sequences(self, password):
        with pytest.raises(PasswordTooCommon):
            passwords.check(password)

    @pytest.mark.parametrize(
        "password",
        ["123456789987654321", "1QAZ2wsx3EDC4rfv", "iloveyouiloveyou", "Password12345678", "pass word 1234 5678", "hunter2hunter2hunter2",
         "qwertyuiop123456", "infernobank 2026!", "inferno-inferno-1"],
    )  # fmt: skip
    def test_refuses_what_is_guessed_first(self, password):
        with pytest.raises(PasswordTooCommon):
            passwords.check(password)

    @pytest.mark.parametrize("password", ["ana.garcia@example.com", "GarciaAna garcia1", "Ana María García 7"])
    def test_refuses_what_is_mostly_the_callers_own(self, password):
        with pytest.raises(PasswordTooCommon):
            passwords.check(password, "Ana María", "García", "ana.garcia@example.com")

    @pytest.mark.parametrize(
        "password", ["correct horse battery", "un perro azul come pan", "Ana keeps nine blue herons", "kx7!vv9-qpw2_zz4"]
    )
    def test_takes_what_is_not(self, password):
        passwords.check(password, "Ana", "García", "ana@example.com")

    def test_knows_ten_thousand_common_passwords(self):
        assert len(passwords._listed()) >= 10_000

    def test_takes_a_moment_for_the_longest(self):
        passwords.check("".join(chr(0x4E00 + number * 7 % 5_000) for number in range(1_000)))


class TestHashPassword:
    def test_makes_a_bcrypt_hash_of_the_configured_cost(self):
        assert passwords.hash_password("x" * 12).startswith("hmac-sha384:$2b$04$")

    def test_counts_every_character(self):
        hashed = passwords.hash_password("x" * 999 + "y")
        assert passwords.matches("x" * 999 + "y", hashed) and not passwords.matches("x" * 999 + "z", hashed)

    def test_is_nothing_without_the_pepper(self, monkeypatch):
        hashed = passwords.hash_password("correct horse")
        monkeypatch.setattr(vault, "_cached", {"pepper": b"q" * 32})
        assert not passwords.matches("correct horse", hashed)


class TestSetting:
    def test_of_a_low_cost_is_refused_in_production(self, monkeypatch):
        settings.check()
        monkeypatch.setenv("BANK_STAGE", "prod")
        with pytest.raises(ValueError, match="BCRYPT_ROUNDS is 4"):
            settings.check()
        monkeypatch.setenv("BCRYPT_ROUNDS", "12")
        settings.check()


class TestMatches:
    def test_knows_the_password(self):
        hashed = passwords.hash_password("correct horse")
        assert passwords.matches("correct horse", hashed) and not passwords.matches("correct Horse", hashed)

    def test_a_password_that_only_begins_right_is_wrong(self):
        hashed = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()
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

    def test_takes_the_banks_key_to_make(self, monkeypatch):
        """Whoever reads the idempotency records could try a thousand million passwords in a second otherwise."""
        ours = passwords.fingerprint("x" * 12, "a@x.org")
        monkeypatch.setattr(vault, "_cached", {"mac": b"o" * 32})
        assert passwords.fingerprint("x" * 12, "a@x.org") != ours
