"""docs/security.md has every requirement of its levels, and names tests that exist."""

import ast
import re

import pytest

from release.declaration import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)((?:::\w+)+)`", PAGE)))
# How many requirements of level 1 or 2 each section of ASVS 5.0 begins with; what follows in it is of level 3.
SECTIONS = {
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
}  # fmt: skip
LEVEL_1 = {
    "6.1.1", *(f"6.2.{number}" for number in range(1, 9)), "6.3.1", "6.3.2", "6.4.1", "6.4.2",
    *(f"7.2.{number}" for number in range(1, 5)), "7.4.1", "7.4.2", "8.1.1", "8.2.1", "8.2.2", "8.3.1",
}  # fmt: skip


def test_it_has_every_requirement_once_in_order_with_its_level():
    asked = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
    rows = re.findall(r"^\| (\d\.\d\.\d+) \| (\d) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert [(number, level) for number, level, _, _ in rows] == [(each, "1" if each in LEVEL_1 else "2") for each in asked]


def test_it_names_some():
    assert len(NAMED) > 40


@pytest.mark.parametrize(("file", "names"), NAMED)
def test_a_named_test_exists(file, names):
    node: ast.AST = ast.parse((ROOT / file).read_text())
    for name in names.split("::")[1:]:
        inside = [each for each in ast.iter_child_nodes(node) if getattr(each, "name", "") == name]
        assert inside, f"{file} has no {name}"
        node = inside[0]
