"""tests/guards.json stays true to the code: each guard stands where it says, once, and its test exists."""

import ast
import re
from functools import cache

from checks.guards import load
from release.declaration import ROOT
from tests.support.over import over

GUARDS = load()


@cache
def text_of(file: str) -> str:
    return (ROOT / file).read_text()


@cache
def names_in(file: str) -> set[str]:
    """The names of a file's tests as pytest writes them: `test_x`, `TestX::test_y`, and the classes and the file alone."""
    found = {""}
    for node in ast.parse(text_of(file)).body:
        found.add(getattr(node, "name", ""))
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


@over("guard", GUARDS)
def test_a_guard_stands_in_its_file_once_and_its_test_exists(guard):
    assert text_of(guard.file).count(guard.find) == 1
    assert guard.replace != guard.find
    file, _, name = guard.test.partition("::")
    assert re.sub(r"\[.*\]$", "", name) in names_in(file)


def test_no_guard_is_listed_twice():
    assert len({(guard.file, guard.find, guard.replace) for guard in GUARDS}) == len(GUARDS)
