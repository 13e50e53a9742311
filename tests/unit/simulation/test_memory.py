"""A process that plays seed after seed grows no larger by them: an hour of the night is tens of thousands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from release.declaration import ROOT

MOST_MEGABYTES = 8
# Caches of the bank and of the interpreter are full after the first ones. In the end a leak, which must be seen: all runs are kept.
PLAYS = """
import json, os
from simulation.bank.scenario import ERRANDS
from simulation.ledger.scenario import LEDGER
from simulation.run import run

def plays(number):
    for seed in range(100 * number, 100 * number + 100):
        yield run(LEDGER, seed)
    for seed in ERRANDS.fixed[12 * number : 12 * number + 12]:
        yield run(ERRANDS, seed)

def megabytes():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

def drop(runs):
    for each in runs:
        assert each.failure is None, (each.seed, each.failure)

drop(plays(0))
before = megabytes()
for number in (1, 2):
    drop(plays(number))
between = megabytes()
kept = [each for number in (3, 4) for each in plays(number)]
print(json.dumps([between - before, megabytes() - between]))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not say how much a process has")
def test_memory_is_the_same_after_hundreds_of_seeds():
    told = subprocess.run([sys.executable, "-c", PLAYS], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    grown, grown_by_a_leak = json.loads(told.splitlines()[-1])
    assert grown < MOST_MEGABYTES < grown_by_a_leak
