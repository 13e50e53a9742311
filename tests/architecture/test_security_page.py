"""docs/security.md names tests that exist."""

import ast
import re

import pytest

from release.declaration import ROOT

NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)((?:::\w+)+)`", (ROOT / "docs" / "security.md").read_text())))


def test_it_names_some():
    assert len(NAMED) > 40


@pytest.mark.parametrize(("file", "names"), NAMED)
def test_a_named_test_exists(file, names):
    node: ast.AST = ast.parse((ROOT / file).read_text())
    for name in names.split("::")[1:]:
        inside = [each for each in ast.iter_child_nodes(node) if getattr(each, "name", "") == name]
        assert inside, f"{file} has no {name}"
        node = inside[0]
