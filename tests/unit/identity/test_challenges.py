"""When another code may be sent, what a code is bound to, and how recovery codes are read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.identity import codes, factors
from chalicelib.identity.challenges import Challenge, CodesSent, Payment, Purpose
from chalicelib.identity.factors import RecoveryCodes
from chalicelib.kernel import ids
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.kernel.money import Money
from chalicelib.platform import vault

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setattr(vault, "_secret_keys", lambda: {"codes": b"k" * 32})


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


class TestCodesSent:
    def test_the_next_one_leaves_after_60_seconds(self):
        sent = CodesSent().with_another("1", NOW)
        with pytest.raises(TooManyRequests) as refused:
            sent.with_another("2", after(59))
        assert refused.value.retry_after_seconds == 1
        assert sent.with_another("2", after(60)).challenge_id == "2"

    def test_five_an_hour(self):
        sent = CodesSent()
        for number in range(5):
            sent = sent.with_another(str(number), after(60 * number))
        with pytest.raises(TooManyRequests) as refused:
            sent.with_another("6", after(3_599))
        assert refused.value.retry_after_seconds == 1
        assert sent.with_another("6", after(3_600)).at == (*sent.at[1:], sent.at[0] + 3_600)


CHALLENGE = Challenge(ids.new_id(NOW), Purpose.VERIFY, "u", "a@b.example", 0, "email", "a@b.example", nonce="n")


class TestCodes:
    def test_has_six_digits_whatever_the_nonce(self):
        made = {codes.code_of(replace(CHALLENGE, nonce=codes.new_nonce())) for _ in range(500)}
        assert {len(each) for each in made} == {6} and "".join(made).isdigit()
        assert len(made) > 490
        assert {each[0] for each in made} == set("0123456789")

    @pytest.mark.parametrize(
        "other",
        [{"purpose": Purpose.RESET}, {"address": "c@d.example"}, {"challenge_id": ids.new_id(NOW)}, {"nonce": "m"}],
        ids=lambda other: next(iter(other)),
    )
    def test_is_bound_to_purpose_address_challenge_and_nonce(self, other):
        assert codes.is_behind(CHALLENGE, codes.code_of(CHALLENGE))
        assert not codes.is_behind(replace(CHALLENGE, **other), codes.code_of(CHALLENGE))

    def test_is_bound_to_the_banks_key(self, monkeypatch):
        code = codes.code_of(CHALLENGE)
        monkeypatch.setattr(vault, "_secret_keys", lambda: {"codes": b"l" * 32})
        assert not codes.is_behind(CHALLENGE, code)

    @pytest.mark.parametrize("nobodys", [{"user_id": ""}, {"nonce": ""}])
    def test_of_nobody_never_passes(self, nobodys):
        challenge = replace(CHALLENGE, **nobodys)
        assert not codes.is_behind(challenge, codes.code_of(challenge))


class TestRecoveryCodes:
    def test_are_ten_of_80_bits(self):
        made = factors.new_recovery_codes()
        assert len(set(made)) == 10
        assert all(len(each.replace("-", "")) * 5 == 80 for each in made)

    def test_are_kept_as_digests_and_read_however_they_are_typed(self):
        made = [*factors.new_recovery_codes(), "1000-1111-0000-2222"]
        kept = RecoveryCodes("u", tuple(factors.recovery_digest("u", each) for each in made), "")
        assert not any(each in str(kept) or each.replace("-", "") in str(kept) for each in made)
        for typed in (made[0], made[0].lower(), made[0].replace("-", " "), "looo-illi-oooo-2222"):
            assert len(kept.without(typed).digests) == 10

    @pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "000000"])
    def test_know_no_other(self, code):
        kept = RecoveryCodes("u", tuple(factors.recovery_digest("u", each) for each in factors.new_recovery_codes()), "")
        assert kept.without(code) is None

    def test_are_one_users(self):
        assert factors.recovery_digest("u", "A") != factors.recovery_digest("v", "A")


PAYMENT = Payment("s", "from", "to", "Bob", Money(2500))


@pytest.mark.parametrize(
    "other",
    [
        {"session_id": "t"}, {"source": "x"}, {"payee": "x"}, {"amount": Money(2501)}, {"amount": Money(2500, "EUR")},
        {"purpose": "payee"}, {"source": "fr", "payee": "omto"},
    ],
)  # fmt: skip
def test_a_payment_is_the_same_in_everything_that_matters(other):
    assert replace(PAYMENT, payee_name="Robert").digest == PAYMENT.digest
    assert replace(PAYMENT, **other).digest != PAYMENT.digest
