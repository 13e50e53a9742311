"""No module grows past what one can read in one go."""

import pytest

from release.declaration import ROOT

MAXIMUM_LINES = 400
FOLDERS = ("chalicelib", "local", "benchmarks")
MODULES = [ROOT / "app.py", *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_at_most_400_lines(path):
    assert len(path.read_text().splitlines()) <= MAXIMUM_LINES, "look for the seam"
