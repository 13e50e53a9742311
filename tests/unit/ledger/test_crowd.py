"""Who gives way on a crowded account: by age, by the crowd, and never beyond the time there is."""

from dataclasses import replace

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger import crowd
from chalicelib.ledger.crowd import Turn
from chalicelib.ledger.model import Account
from simulation.scheduler import Scheduler
from tests.support.ledger import NOW, later

ACCOUNT = Account("ana", "a1", "test", "USD", "credit", "OPEN", "", version=7)
ROUND_TRIP = 0.01


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    """Every pause is as long as it can be."""
    monkeypatch.setattr(crowd.random, "uniform", lambda shortest, longest: longest)
    return []


def turn(pauses: list[float], seconds: float = 60) -> Turn:
    turn = Turn(NOW, seconds, pauses.append)
    turn._round_trip = ROUND_TRIP
    return turn


def served(second: float, overtaken: int = 0) -> Account:
    """The account after one was served whose request came at this second, past so many others."""
    return replace(ACCOUNT, since=clock.to_text(later(second)), overtaken=overtaken)


@pytest.mark.parametrize("second", [0, 1])
def test_whoever_is_as_old_as_the_last_one_served_tries_again_at_once(pauses, second):
    assert not turn(pauses).gave_way({"a1": served(second, overtaken=30)})
    assert pauses == []


@pytest.mark.parametrize(("overtaken", "round_trips"), [(0, 4), (1, 4), (10, 40), (31, 124), (500, 160)])
def test_the_younger_pause_by_the_crowd_that_the_account_shows(pauses, overtaken, round_trips):
    assert turn(pauses).gave_way({"a1": served(-1, overtaken)})
    assert pauses == [pytest.approx(round_trips * ROUND_TRIP)]


def test_of_two_accounts_the_more_crowded_one_counts(pauses):
    assert turn(pauses).gave_way({"a1": served(1, 2), "a2": served(-1, 9)})
    assert pauses == [pytest.approx(36 * ROUND_TRIP)]


def test_a_conflict_that_shows_nothing_is_waited_for_and_looked_at_again(pauses):
    assert turn(pauses).gave_way({})
    assert pauses == [pytest.approx(4 * ROUND_TRIP)]


def test_nobody_waits_longer_than_for_half_of_the_time_left(pauses):
    with clock.driven_by(Scheduler(NOW)):  # in which no time passes by itself
        assert turn(pauses, seconds=1).gave_way({"a1": served(-1, 500)})
    assert pauses == [pytest.approx(0.5)]


def test_who_is_overtaken_counts_from_the_version_first_seen(pauses):
    ours = turn(pauses)
    ours.seen({"a1": ACCOUNT})
    ours.seen({"a1": replace(ACCOUNT, version=12)})
    after = ours.served(replace(ACCOUNT, version=13))
    assert (after.since, after.overtaken) == (clock.to_text(NOW), 5)
