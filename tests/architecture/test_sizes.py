"""No module grows past what one can read in one go."""

from release.declaration import ROOT
from tests.support.over import over

MAXIMUM_LINES = 400
FOLDERS = ("chalicelib", "local", "benchmarks")
MODULES = [ROOT / "app.py", *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]


@over("path", MODULES)
def test_a_module_has_at_most_400_lines(path):
    assert len(path.read_text().splitlines()) <= MAXIMUM_LINES, "look for the seam"
