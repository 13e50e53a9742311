import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("build_many.py")


def built(rows: int, format: str) -> dict:
    run = subprocess.run([sys.executable, SCRIPT, str(rows), format], capture_output=True, text=True, timeout=120, check=True)
    return json.loads(run.stdout)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
class TestBuildingManyRows:
    """`make bench` does the same with a million; here the growth from 2,500 to 40,000 rows tells."""

    def test_needs_no_more_memory_for_many_rows_than_for_few(self, format):
        few, many = built(2_500, format), built(40_000, format)
        assert (few["rows"], many["rows"]) == (2_500, 40_000)
        assert many["bytes"] > 10 * few["bytes"]
        assert many["peak_mb"] < 400
        assert many["peak_mb"] - few["peak_mb"] < 25
