"""What the web is made of: its own tests and checks pass, and what a visitor has to fetch first stays small."""

import gzip
import json
import re
from typing import Any

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


def chunks() -> dict[str, dict[str, Any]]:
    return json.loads((web.DIST / ".vite" / "manifest.json").read_text())


def fetched_first() -> set[str]:
    """The chunks that index.html fetches at once, with everything that they import."""
    manifest, wanted, seen = chunks(), ["index.html"], set()
    while wanted:
        if (name := wanted.pop()) not in seen:
            seen.add(name)
            wanted += manifest[name].get("imports", [])
    return seen


def chunk_sizes(*kinds: str) -> int:
    """Gzipped bytes of what is fetched first."""
    manifest, seen = chunks(), fetched_first()
    files = {file for name in seen for file in (manifest[name]["file"], *manifest[name].get("css", [])) if file.endswith(kinds)}
    return sum(len(gzip.compress((web.DIST / file).read_bytes())) for file in files)


def test_the_first_script_is_small():
    assert chunk_sizes(".js") <= FIRST_SCRIPT_BYTES


def test_charts_drawings_and_the_pages_of_staff_come_when_they_are_opened():
    late = [name for name in chunks() if re.search(r"_Chart-|_Drawing-|features/(office|operations)/\w+/\w+Page", name)]
    assert len(late) > 10 and not fetched_first() & set(late)


def test_all_styles_are_small():
    assert sum(len(gzip.compress(path.read_bytes())) for path in (web.DIST / "assets").glob("*.css")) <= STYLES_BYTES


def test_nothing_is_built_twice():
    assert web.build() == "unchanged"
