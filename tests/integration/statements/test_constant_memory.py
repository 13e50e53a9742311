import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("build_many.py")


def built(rows: int, format: str) -> dict:
    run = subprocess.run([sys.executable, SCRIPT, str(rows), format], capture_output=True, text=True, timeout=300, check=True)
    return json.loads(run.stdout)


@pytest.mark.parametrize(("format", "rows"), [("csv", 100_000), ("xlsx", 50_000), ("camt053", 100_000)])
def test_no_more_memory_for_ten_times_as_many_movements(format, rows):
    few, many = built(rows // 10, format), built(rows, format)
    assert (few["rows"], many["rows"], many["files"]) == (rows // 10, rows, 1)
    assert many["peak_mb"] - few["peak_mb"] < rows / 2_000  # half a kilobyte a row


def test_a_pdf_of_many_volumes_takes_the_memory_of_one():
    """100,000 are fifty volumes, in some minutes; here ten tell it."""
    few, many = built(2_000, "pdf"), built(20_000, "pdf")
    assert (few["files"], many["files"], many["rows"]) == (1, 10, 20_000)
    assert many["peak_mb"] - few["peak_mb"] < 50
    assert many["children_mb"] - few["children_mb"] < 50
    assert many["children_mb"] < 800
