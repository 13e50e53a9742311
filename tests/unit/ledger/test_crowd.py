"""Who gives way on a crowded account: by how many came first, and never beyond the time there is."""

from dataclasses import replace

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger import crowd
from chalicelib.ledger.crowd import Turn
from chalicelib.ledger.model import Account
from simulation.scheduler import Scheduler
from tests.support.ledger import NOW

ACCOUNT = Account("ana", "a1", "test", "USD", "credit", "OPEN", "", version=7)
ROUND_TRIP = 0.01


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    """Every pause is as long as it can be."""
    monkeypatch.setattr(crowd.random, "uniform", lambda shortest, longest: longest)
    return []


def turn(pauses: list[float], seconds: float = 60) -> Turn:
    turn = Turn(NOW, seconds, pauses.append)
    turn.seen({"a1": ACCOUNT, "a2": ACCOUNT})
    turn._round_trip = ROUND_TRIP
    return turn


def moved(waited: int, overtaken: int = 0) -> Account:
    """The account after so many came first; the last one of them had let as many as `overtaken` pass."""
    return replace(ACCOUNT, version=ACCOUNT.version + waited, overtaken=overtaken)


@pytest.mark.parametrize(("waited", "overtaken"), [(1, 0), (3, 1), (61, 30)])
def test_whom_more_than_twice_as_many_overtook_as_the_last_one_served_tries_again_at_once(pauses, waited, overtaken):
    assert not turn(pauses).gave_way({"a1": moved(waited, overtaken)})
    assert pauses == []


@pytest.mark.parametrize(("overtaken", "round_trips"), [(1, 4), (2, 8), (10, 40), (24, 96)])
def test_the_others_pause_by_the_crowd_that_the_account_shows(pauses, overtaken, round_trips):
    assert turn(pauses).gave_way({"a1": moved(2 * overtaken, overtaken)})
    assert pauses == [pytest.approx(round_trips * ROUND_TRIP)]


@pytest.mark.parametrize(("round_trip", "pause"), [(0.001, 0.16), (ROUND_TRIP, 1.0), (0.2, 4.0)])
def test_nobody_sleeps_longer_than_a_crowd_may_last(pauses, round_trip, pause):
    ours = turn(pauses)
    ours._round_trip = round_trip
    assert ours.gave_way({"a1": moved(1, 500)})
    assert pauses == [pytest.approx(pause)]


def test_of_two_accounts_the_more_crowded_one_counts(pauses):
    assert turn(pauses).gave_way({"a1": moved(9, 2), "a2": moved(9, 9)})
    assert pauses == [pytest.approx(36 * ROUND_TRIP)]


def test_a_conflict_that_shows_nothing_is_waited_for_and_looked_at_again(pauses):
    assert turn(pauses).gave_way({})
    assert pauses == [pytest.approx(4 * ROUND_TRIP)]


def test_nobody_waits_longer_than_for_half_of_the_time_left(pauses):
    with clock.driven_by(Scheduler(NOW)):  # in which no time passes by itself
        assert turn(pauses, seconds=1).gave_way({"a1": moved(1, 500)})
    assert pauses == [pytest.approx(0.5)]


def test_who_is_overtaken_counts_from_the_version_first_seen(pauses):
    ours = turn(pauses)
    ours.seen({"a1": replace(ACCOUNT, version=12)})
    assert ours.served(replace(ACCOUNT, version=13)).overtaken == 5
