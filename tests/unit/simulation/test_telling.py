"""The summary shows every kind of fault that came, and beside each call that met none the reason why."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from release.declaration import ROOT
from simulation.bank.scenario import BANK
from simulation.coverage import Coverage
from simulation.faults import FAULTS
from simulation.run import run
from simulation.sites import is_of, sites
from simulation.telling import Summary
from simulation.unreached import WHY, why


def test_every_kind_that_was_counted_is_shown_and_how_often_a_conflict_was_gone_on_from():
    summary = Summary(seconds=1.0)
    for seed in range(3):
        summary.add(run(BANK, seed))
    kinds, lines = summary.coverage.kinds(), list(summary.lines({}))
    for name, times in kinds.items():
        assert any(line.startswith(f"  {times:8,}  {name}") for line in lines), name
    assert {"client hangs up", "clock jumps"} < set(kinds) - set(FAULTS)
    assert any(name.startswith(("queue", "stream", "schedule")) for name in kinds)
    retried = sum(summary.coverage.retried.values())
    assert 0 < retried <= kinds["conflict"]
    assert f"after {retried:,} conflicts it was tried again" in lines


def test_what_is_no_call_is_not_counted_as_one():
    coverage = Coverage()
    coverage.struck("orders-sqs", "queue delivers twice", after=True)
    coverage.struck("clients", "clock jumps", after=True)
    assert (coverage.calls, coverage.phases) == (Counter(), Counter())
    assert coverage.kinds() == {"queue delivers twice": 1, "clock jumps": 1}


def test_a_function_is_reached_call_by_call():
    coverage = Coverage()
    coverage.struck("cards.store.keep put_item", "late", after=True)
    known = {"cards.store.keep write": True, "cards.store.keep get_item": False, "cards.store.keep transact_write_items": True}
    reached, never = coverage.against(known)
    assert reached == [("cards.store.keep write", "after")]
    assert ("cards.store.keep transact_write_items", "after") in never


@pytest.mark.parametrize(
    ("made", "site", "is_one"),
    [
        ("a.keep delete_item", "a.keep write", True),
        ("a.keep get_item", "a.keep write", False),
        ("a.keep send_task_success", "a.keep call", True),
        ("a.keep get_item", "a.find get_item", False),
    ],
)
def test_which_call_is_of_which_site(made, site, is_one):
    assert is_of(made, site) is is_one


def test_each_call_of_a_function_is_a_site_of_its_own():
    found = sites()
    assert found["statements.store._seal put_object"] and not found["statements.store._seal head_object"]
    assert {"platform.relay.perform send_message", "platform.relay.perform publish"} <= set(found)


def test_a_walk_is_a_site_where_it_is_read():
    found = sites()
    assert {"kyc.store.shelf query", "statements.store.every_sealed scan"} <= set(found)
    assert (
        not {"ledger.store.every_account_item scan", "loans.store.every_loan scan", "platform.outbox.every_item scan"}
        & found.keys()
    )


def test_the_reason_stands_beside_what_was_never_reached():
    site = "ledger.operations.freeze.thaw_owner transact_write_items"
    lines = list(Summary(seconds=1.0).lines({site: True, "a.function get_item": False}))
    assert lines[-3] == f"  never: {site}, before: {why(site)}"
    assert lines[-1].endswith(": nobody has said why; with few seeds it may be chance")


def test_a_reason_is_given_of_functions_that_there_are():
    assert set(WHY) - {site.partition(" ")[0] for site in sites()} == set()


@pytest.mark.parametrize(("least", "ends"), [("1", 0), ("100", 1)])
def test_a_run_that_reaches_too_little_fails(least, ends):
    asked = {"SCENARIO": "ledger", "START": "0", "SEEDS": "10", "COVERAGE": least, "PYTHONHASHSEED": "0"}
    told = subprocess.run(
        [sys.executable, "-m", "simulation"], cwd=ROOT, env={**os.environ, **asked}, capture_output=True, text=True
    )
    assert told.returncode == ends, told.stderr
    assert ("must be reached" in told.stdout) is (ends == 1)
