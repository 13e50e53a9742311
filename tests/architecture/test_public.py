"""What a context makes public is what another one, a tool or a benchmark takes: no more."""

import ast
from pathlib import Path

import pytest

from release.declaration import ROOT

PUBLICS = sorted((ROOT / "chalicelib").glob("*/public.py"))
USERS = [path for folder in ("chalicelib", "ops", "local", "release", "benchmarks") for path in (ROOT / folder).rglob("*.py")]


def exported(public: Path) -> set[str]:
    (names,) = (
        node.value
        for node in ast.parse(public.read_text()).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    return set(ast.literal_eval(names))


def taken_by(tree: ast.Module, context: str) -> set[str]:
    """The names of a context's `public` that a module imports, or reads of it where it imports the whole."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    direct = {each.name for node in imports if node.module == f"chalicelib.{context}.public" for each in node.names}
    whole = {
        each.asname or each.name
        for node in imports
        if node.module == f"chalicelib.{context}"
        for each in node.names
        if each.name == "public"
    }
    read = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in whole
    }
    return direct | read


# What identity gives to whoever makes a payee trusted.
AWAITED = {"require_step_up"}


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in USERS}


@pytest.mark.parametrize("public", PUBLICS, ids=lambda path: path.parent.name)
def test_somebody_takes_what_is_public(public, trees):
    context = public.parent.name
    taken = set().union(*(taken_by(tree, context) for path, tree in trees.items() if public.parent not in path.parents))
    assert exported(public) - taken <= (AWAITED if context == "identity" else set())
