"""RFC 6238 by its own vectors, and which steps pass."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from chalicelib.identity import totp

SECRET = b"12345678901234567890"
# Appendix B, SHA-1: of the eight digits there the last six are ours.
VECTORS = {
    59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037",
    20000000000: "65353130",
}  # fmt: skip


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_makes_the_codes_of_the_standard(seconds, code):
    assert totp.code_at(SECRET, totp.step_of(at(seconds))) == code[-6:]


class TestMatchingStep:
    NOW = at(1_234_567_890)

    @pytest.mark.parametrize("away", [-1, 0, 1])
    def test_takes_the_present_step_and_its_neighbours(self, away):
        step = totp.step_of(self.NOW) + away
        assert totp.matching_step(SECRET, totp.code_at(SECRET, step), self.NOW) == step

    @pytest.mark.parametrize("away", [-3, -2, 2, 3])
    def test_takes_no_other(self, away):
        assert totp.matching_step(SECRET, totp.code_at(SECRET, totp.step_of(self.NOW) + away), self.NOW) is None

    @pytest.mark.parametrize("code", ["", "00592", "0059240", "OO5924", "００５９２４"])
    def test_takes_no_other_text(self, code):
        assert totp.matching_step(SECRET, code, self.NOW) is None


def test_a_secret_has_160_bits_and_is_another_each_time():
    made = {totp.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {20}
    assert all(totp.from_text(totp.to_text(each)) == each for each in made)


def test_an_app_finds_everything_in_the_uri():
    uri = urlsplit(totp.uri(SECRET, "ana+1@example.com", "Inferno Bank"))
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/Inferno Bank:ana+1@example.com")
    assert parse_qs(uri.query) == {
        "secret": [totp.to_text(SECRET)], "issuer": ["Inferno Bank"], "algorithm": ["SHA1"], "digits": ["6"], "period": ["30"],
    }  # fmt: skip
