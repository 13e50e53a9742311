"""A seed is a run: again, in another process, and under another order of hashes."""

import os
import subprocess
import sys

from release.declaration import ROOT
from simulation.bank.scenario import BANK
from simulation.ledger.scenario import LEDGER
from simulation.run import run


def test_two_runs_of_a_seed_are_one():
    assert run(LEDGER, 3) == run(LEDGER, 3)
    assert run(LEDGER, 3).digest != run(LEDGER, 4).digest


def test_another_process_tells_the_same_byte_for_byte():
    told = {
        subprocess.run(
            [sys.executable, "-m", "simulation"],
            cwd=ROOT,
            env={**os.environ, "SEED": "3", "PYTHONHASHSEED": number},
            capture_output=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    }
    assert len(told) == 1
    assert run(LEDGER, 3).digest[:16].encode() in told.pop()


def test_what_is_set_on_the_machine_changes_nothing(monkeypatch):
    alone = run(BANK, 5)
    monkeypatch.setenv("PUSH_ANDROID", "GCM/of-another-bank")
    assert run(BANK, 5) == alone
