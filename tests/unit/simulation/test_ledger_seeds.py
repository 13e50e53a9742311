"""The ledger in the bottle: seeds that always run, seeds that never ran before, and faults of the past that must be found."""

import os
import re
import time
from dataclasses import replace
from statistics import median

import pytest

from chalicelib.ledger import journal, store
from chalicelib.platform import idempotency
from simulation.ledger.scenario import LEDGER
from simulation.run import run
from simulation.shrink import shrink
from simulation.telling import Summary, story

A_MONTH = 30
FRESH = int(os.environ.get("FRESH_SEED") or time.time_ns() // 1_000_000_000 * 1000)


def fails(seed: int) -> str:
    """The story of a seed that fails, as short as it can be told; nothing of one that does not."""
    played = run(LEDGER, seed)
    if played.failure is None:
        return ""
    shortest = shrink(played, lambda dull: run(LEDGER, seed, dull)).run
    return "\n".join([f"seed {seed} breaks: {shortest.failure}", *story(shortest)])


def test_what_must_hold_holds_in_the_fixed_seeds_and_faults_reach_every_call_before_and_after_it():
    summary, days = Summary(), list[float]()
    for seed in LEDGER.fixed:
        summary.add(played := run(LEDGER, seed))
        days.append(played.days)
    assert [fails(seed) for seed in summary.failed] == []
    _, never = summary.coverage.against(dict(LEDGER.sites()))
    assert never == []
    assert median(days) > A_MONTH


def test_what_must_hold_holds_in_seeds_that_never_ran():
    print(f"FRESH_SEED={FRESH}")  # pytest shows it when one fails
    for seed in range(FRESH, FRESH + 100):
        assert fails(seed) == ""


def unconditional(change):
    """The same change, whatever is there."""
    ((action, request),) = change.request.items()
    kept = {name: value for name, value in request.items() if not re.match("Condition|ReturnValues", name)}
    used = kept.get("UpdateExpression", "")
    for named in ("ExpressionAttributeValues", "ExpressionAttributeNames"):
        if named in kept:
            kept[named] = {name: value for name, value in kept[named].items() if re.search(f"{re.escape(name)}\\b", used)}
            kept = {name: value for name, value in kept.items() if value}
    return replace(change, request={action: kept})


def without_version(monkeypatch):
    replacing = store.replacing
    monkeypatch.setattr(store, "replacing", lambda after: unconditional(replacing(after)))


def without_key(monkeypatch):
    journal_change = journal.journal_change
    monkeypatch.setattr(journal, "journal_change", lambda *asked: unconditional(journal_change(*asked)))


def forgetting_fingerprints(monkeypatch):
    monkeypatch.setattr(idempotency.Idempotency, "admit", lambda self, item: None)


@pytest.mark.parametrize("plant", [without_version, without_key, forgetting_fingerprints])
def test_a_fault_of_the_past_is_found_within_a_hundred_seeds(monkeypatch, plant):
    plant(monkeypatch)
    assert next((seed for seed in range(100) if run(LEDGER, seed).failure), None) is not None


def test_a_failing_seed_is_told_in_a_few_lines(monkeypatch):
    without_version(monkeypatch)
    failing = next(played for seed in range(400) if (played := run(LEDGER, seed)).failure and len(played.story) > 20)
    shortest = shrink(failing, lambda dull: run(LEDGER, failing.seed, dull)).run
    told = list(story(shortest))
    assert len(told) <= 14
    assert "BROKEN" in told[-1]
    assert sum(" asks " in line for line in told) <= 4  # two requests at once, or a batch of two twice: that is all it takes
