"""Some guards that the seeds notice are taken out: what `make guards-by-seeds` does with all of them."""

from dataclasses import replace

import pytest

from checks.guards import load
from checks.seeds import fixed, judge, note, reach
from checks.without import read_instead
from release import declaration

NOTICED = [guard for guard in load() if guard.seed]
SOME = [next(guard for guard in NOTICED if guard.concerns == concern) for concern in ("money", "facts", "time")]


def seed_of(guard):
    name, number = guard.seed.split()
    return name, int(number)


@pytest.mark.parametrize("guard", SOME, ids=lambda guard: f"{guard.concerns}: {guard.find[:40]}")
def test_a_guard_that_is_gone_is_noticed_by_the_seed_that_stands_beside_it(guard):
    assert judge(guard, [seed_of(guard)])[0] == guard.seed


def test_the_seed_that_stands_beside_a_guard_runs_it():
    seeds = [seed_of(guard) for guard in SOME]
    assert all(seed in ran for seed, ran in zip(seeds, reach(SOME, seeds), strict=True))


def test_a_guard_that_is_there_is_not():
    assert judge(replace(SOME[0], replace=SOME[0].find), [seed_of(SOME[0])]) == ("", "")


def test_what_stands_in_a_definition_is_taken_out_too(monkeypatch):
    monkeypatch.setattr(declaration, "MACHINES", declaration.MACHINES)
    text = (declaration.MACHINES / "loans_interest.asl.json").read_text()
    read_instead({"statemachines/loans_interest.asl.json": text.replace("WaitForTheEnd", "InterestAccrued")})
    found = declaration.load().machine_definition("loans_interest", declaration.Place("local"))
    assert "WaitForTheEnd" in text and "WaitForTheEnd" not in found
    assert declaration.load().machine_definition("reports_report", declaration.Place("local"))


def test_every_seed_that_is_named_is_fixed_and_of_a_guard_that_concerns_something():
    assert {seed_of(guard) for guard in NOTICED} <= set(fixed())
    assert all(guard.concerns in ("money", "facts", "time") for guard in NOTICED)


def test_what_concerns_money_facts_or_time_is_noticed_by_a_seed_or_held_twice():
    unnoticed = [f"{guard.file}: {guard.find}" for guard in load() if guard.concerns and not guard.seed and not guard.held_by]
    assert unnoticed == []


def test_the_seeds_are_noted_a_guard_a_line_and_nothing_else_changes(tmp_path):
    path, line = tmp_path / "guards.json", '{"file": "a.py", "find": "1", "replace": "", "test": "b"}'
    path.write_text(f"[\n {line},\n  {line.replace('1', '2')}\n]\n")
    first, second = load(path)
    before = path.read_text()
    note({first: "ledger 4"}, path)
    assert load(path) == [replace(first, seed="ledger 4"), second]
    note({replace(first, seed="ledger 4"): ""}, path)
    assert path.read_text() == before
