"""A failing seed's story is made short, keeps to what it fails by, and says when it could not be sought to the end."""

import pytest

from chalicelib.platform import relay
from simulation.bank.scenario import BANK, ERRANDS
from simulation.coverage import Coverage
from simulation.run import Run, run
from simulation.shrink import same, shrink

NAMES = [f"decision {number}" for number in range(8)]


def ended(failure, dull=frozenset()):
    return Run(0, failure, [], {name: True for name in NAMES if name not in dull}, None, Coverage(), "")


def needing(*needed):
    """Fails as it did while these come out as they did, and by something else without them."""

    def play(dull):
        return ended("posting 7 is gone" if not dull & set(needed) else "the model has 12", dull)

    return play


def test_a_story_is_as_short_as_what_it_takes_to_fail_so():
    found = shrink(ended("posting 1 is gone"), needing(NAMES[2], NAMES[5]))
    assert (set(found.run.decisions), found.stopped) == ({NAMES[2], NAMES[5]}, "")
    assert found.run.failure == "posting 7 is gone"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("01a2dfb6-5c00-7181 went from 2 to 2", "01a2dfb7-aa00-7f00 went from 3 to 1", True),
        ("Ana's account went from 2 to 2", "Ana's account leaves 2 to 2", False),
        ("Ana's account went from 2 to 2", None, False),
        ("nothing waits for ever: cards: {'type': 'DEBIT'}", "nothing waits for ever: cards: {'type': 'CREDIT'}", True),
        ("Ana hears Answer(status=409, body={'code': 'busy'})", "Ana hears Answer(status=409, body={'code': 'gone'})", False),
    ],
)
def test_what_says_the_same_up_to_ids_and_numbers_is_the_same(one, other, alike):
    assert same(one, other) is alike


def test_it_says_when_it_stopped_early():
    by_runs = shrink(ended("posting 1 is gone"), needing(NAMES[2]), most_runs=2)
    by_time = shrink(ended("posting 1 is gone"), needing(NAMES[2]), most_seconds=0)
    assert (by_runs.stopped, by_time.stopped) == ("stopped after 2 runs", "stopped after 0 runs")


@pytest.mark.parametrize(("scenario", "seed"), [(ERRANDS, 1005), (BANK, 6)])
def test_a_story_of_the_whole_bank_is_told_without_what_it_does_not_take(monkeypatch, scenario, seed):
    """What cannot be delivered is in no error table."""
    perform = relay.perform

    def refusing(delivery, outbox_id=""):
        if outbox_id and delivery["kind"] != "execution":
            raise TypeError("cannot be delivered")
        perform(delivery, outbox_id)

    monkeypatch.setattr(relay, "perform", refusing)
    monkeypatch.setattr(relay.error_log, "record", lambda *told, **more: "")
    failing = run(scenario, seed)
    shortest = shrink(failing, lambda dull: run(scenario, seed, dull), most_runs=60).run
    assert same(shortest.failure, failing.failure)
    assert len(shortest.story) <= len(failing.story)
    assert 3 * len(shortest.decisions) < len(failing.decisions)
    assert "BROKEN" in shortest.story[-1][1]
