"""Who reads simulation/README.md writes a new fault in ten lines: those that stand there work as they are."""

import re
from typing import Any

from release.declaration import ROOT
from simulation.faults import FAULTS, Attempt, fault
from simulation.ledger.scenario import LEDGER
from simulation.run import run
from simulation.telling import Summary


def test_the_fault_of_the_readme_comes_is_counted_and_is_told():
    section = (ROOT / "simulation" / "README.md").read_text().partition("## A new fault")[2]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL).group(1)
    assert len(code.splitlines()) <= 10
    try:
        exec(code, {"fault": fault, "Attempt": Attempt, "Any": Any})
        summary, told = Summary(seconds=1.0), ""
        for seed in range(20):
            played = run(LEDGER, seed)
            summary.add(played)
            told += "\n".join(what for _, what in played.story)
        lines = list(summary.lines({}))
    finally:
        FAULTS.pop("doubled", None)
    assert sum(times for (_, name), times in summary.coverage.faults.items() if name == "doubled") > 0
    assert "is done twice" in told
    assert any(line.endswith("doubled: a call is done twice") for line in lines)
