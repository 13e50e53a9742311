"""A seed is a run: again, in another process, under another order of hashes, and in another place."""

import os
import subprocess
import sys

import pytest

from release.declaration import ROOT
from simulation import scenarios
from simulation.bank.scenario import BANK
from simulation.ledger.scenario import LEDGER
from simulation.run import run


def test_two_runs_of_a_seed_are_one():
    assert run(LEDGER, 3) == run(LEDGER, 3)
    assert run(LEDGER, 3).digest != run(LEDGER, 4).digest


@pytest.mark.parametrize(("scenario", "seed"), [("ledger", 3), ("bank", 5), ("errands", 1016)])
def test_another_process_tells_the_same_byte_for_byte(scenario, seed):
    told = {
        subprocess.run(
            [sys.executable, "-m", "simulation"],
            cwd=ROOT,
            env={**os.environ, "SCENARIO": scenario, "SEED": str(seed), "PYTHONHASHSEED": number, "TZ": place},
            capture_output=True,
            check=True,
        ).stdout
        for number, place in (("1", "America/Bogota"), ("2", "Asia/Tokyo"))
    }
    assert len(told) == 1
    assert run(scenarios.named(scenario), seed).digest[:16].encode() in told.pop()


def test_what_is_set_on_the_machine_changes_nothing(monkeypatch):
    alone = run(BANK, 5)
    monkeypatch.setenv("PUSH_ANDROID", "GCM/of-another-bank")
    assert run(BANK, 5) == alone
