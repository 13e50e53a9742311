"""Requests a minute a user: counted in memory, told with Retry-After, through the API too."""

import time
from collections.abc import Iterator

import pytest

from chalicelib.kernel import clock as kernel_clock
from chalicelib.kernel import ids
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import rate_limit, settings
from tests.support.api import Caller


class Clock:
    """Ten seconds into this minute, until somebody sets it."""

    def __init__(self) -> None:
        self.now = time.time() // 60 * 60 + 10

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Iterator[Clock]:
    source = Clock()
    with kernel_clock.driven_by(source):
        yield source


@pytest.fixture(autouse=True)
def _three_a_minute(monkeypatch):
    monkeypatch.setenv("RATE_LIMIT_PER_MINUTE", "3")
    monkeypatch.setattr(rate_limit, "_counts", {})
    monkeypatch.setattr(rate_limit, "_minute", 0)


class TestAdmit:
    def test_refuses_the_fourth_and_says_when_to_come_back(self, clock):
        user = ids.new_id()
        for _ in range(3):
            rate_limit.admit(user)
        with pytest.raises(TooManyRequests) as refused:
            rate_limit.admit(user)
        assert refused.value.retry_after_seconds == 50

    def test_counts_each_user_alone(self, clock):
        for _ in range(3):
            rate_limit.admit("ada")
        rate_limit.admit("eve")

    def test_begins_anew_each_minute(self, clock):
        for _ in range(3):
            rate_limit.admit("ada")
        clock.now += 50
        rate_limit.admit("ada")

    def test_never_remembers_more_users_than_it_has_room_for(self, clock, monkeypatch):
        monkeypatch.setattr(rate_limit, "_MAXIMUM_USERS", 10)
        for number in range(100):
            rate_limit.admit(str(number))
        assert len(rate_limit._counts) <= 11


@pytest.mark.parametrize("admit", [rate_limit.admit, rate_limit.admit_exactly])
def test_a_limit_of_none_lets_nobody_in(clock, monkeypatch, admit):
    monkeypatch.setenv("RATE_LIMIT_PER_MINUTE", "0")
    with pytest.raises(TooManyRequests):
        admit("ada")


def test_the_api_answers_429_with_retry_after(clock, monkeypatch):
    monkeypatch.setattr(settings, "rate_limit_per_minute", lambda: 3)  # the test client brings its stage's environment
    customer = Caller()
    answers = [customer.get("/admin/errors") for _ in range(4)]  # refused by role, after it was counted
    assert [answer.status for answer in answers] == [403, 403, 403, 429]
    assert answers[3]["code"] == "too_many_requests"
    assert answers[3].headers["Retry-After"] == "50"
    assert answers[3].headers["Content-Type"] == "application/problem+json"
