"""What the web is made of: its own tests and checks pass, and what a visitor has to fetch first stays small."""

import gzip
import json

import pytest

from release import node, web
from tests.support.node import program

FIRST_SCRIPT_BYTES = 130_000
STYLES_BYTES = 20_000

pytestmark = pytest.mark.xdist_group("web-build")


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    if node.find() is None:
        program("npm")
    web.build()


@pytest.mark.parametrize("command", [("vitest", "run"), ("tsc", "--noEmit"), ("eslint", ".")], ids=lambda each: each[0])
def test_its_own_checks(command):
    web.run(*command)


def chunk_sizes(*kinds: str) -> int:
    """Gzipped bytes of what index.html fetches at once, with everything that it imports."""
    manifest = json.loads((web.DIST / ".vite" / "manifest.json").read_text())
    wanted, seen = ["index.html"], set()
    while wanted:
        if (name := wanted.pop()) not in seen:
            seen.add(name)
            wanted += manifest[name].get("imports", [])
    files = {file for name in seen for file in (manifest[name]["file"], *manifest[name].get("css", [])) if file.endswith(kinds)}
    return sum(len(gzip.compress((web.DIST / file).read_bytes())) for file in files)


def test_the_first_script_is_small():
    assert chunk_sizes(".js") <= FIRST_SCRIPT_BYTES


def test_all_styles_are_small():
    assert sum(len(gzip.compress(path.read_bytes())) for path in (web.DIST / "assets").glob("*.css")) <= STYLES_BYTES


def test_nothing_is_built_twice():
    assert web.build() == "unchanged"
