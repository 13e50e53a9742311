"""The lock after failed logins, and refresh tokens."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.identity.lock import OF_ALL, Attempts, source_of
from chalicelib.identity.model import RefreshToken, Session, email_key
from chalicelib.kernel import clock, ids

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = "01a1fd24-2389-7863-bba0-17b5d5187aad"


def failed(times: int, now: datetime = NOON) -> Attempts:
    attempts = Attempts()
    for _ in range(times):
        attempts = attempts.after_failure(now)
    return attempts


class TestAttempts:
    def test_nine_failures_lock_nothing(self):
        assert not failed(9).is_locked(NOON)

    def test_the_tenth_locks_for_a_minute(self):
        attempts = failed(10)
        assert attempts.is_locked(NOON + timedelta(seconds=59)) and not attempts.is_locked(NOON + timedelta(seconds=60))

    def test_each_further_failure_locks_for_twice_as_long_up_to_an_hour(self):
        locks = [failed(times).locked_until - int(NOON.timestamp()) for times in range(10, 20)]
        assert locks == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]

    def test_a_million_failures_lock_for_an_hour(self):
        attempts = Attempts(1_000_000, 0, int(NOON.timestamp())).after_failure(NOON)
        assert attempts.locked_until - int(NOON.timestamp()) == 3600

    def test_failures_of_more_than_a_day_ago_are_forgotten(self):
        assert failed(9).after_failure(NOON + timedelta(days=1, seconds=1)).failures == 1
        assert failed(9).after_failure(NOON + timedelta(days=1)).failures == 10

    def test_of_all_sources_together_lock_later_and_shorter(self):
        attempts = Attempts()
        for _ in range(99):
            attempts = attempts.after_failure(NOON, OF_ALL)
        assert not attempts.is_locked(NOON)
        locks = []
        for _ in range(6):
            attempts = attempts.after_failure(NOON, OF_ALL)
            locks.append(attempts.locked_until - int(NOON.timestamp()))
        assert locks == [60, 120, 240, 480, 900, 900]


class TestSource:
    @pytest.mark.parametrize(
        ("address", "source"),
        [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", ""), ("unknown", "unknown")],
    )
    def test_is_the_network_of_who_has_all_of_it(self, address, source):
        assert source_of(address) == source


class TestRefreshToken:
    def test_reads_what_it_wrote(self):
        token = RefreshToken.new(ids.new_id())
        assert RefreshToken.parse(str(token)) == token

    def test_each_is_another(self):
        assert RefreshToken.new("f").secret != RefreshToken.new("f").secret

    @pytest.mark.parametrize("text", ["", ".", "x.y", ID, ID + ".", ID + "." + "a" * 44, "é" * 50])
    def test_knows_text_it_never_made(self, text):
        assert RefreshToken.parse(text) is None

    def test_does_not_show_its_secret(self):
        token = RefreshToken.new(ids.new_id())
        assert token.secret not in repr(token)


class TestSession:
    def test_lets_the_token_just_used_pass_once_more_and_to_the_same_successor(self):
        token = RefreshToken.new(ID)
        session = Session(ID, ID, "ana@x.org", token.digest, clock.to_text(NOON), 2**40)
        first, following = session.renewed(token, NOON)
        second, again = first.renewed(token, NOON)
        assert following == again and second.renewed(token, NOON) is None


class TestEmailKey:
    def test_ignores_case(self):
        assert email_key("Ana@Example.COM") == email_key("ana@example.com")
