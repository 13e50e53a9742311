"""What import-linter cannot see: the standard library alone in the kernel, and who may know `app.py`.

The contracts between and inside contexts are in pyproject.toml, `make lint` checks them; here only that their rule bites.
"""

import ast
import sys
from collections.abc import Iterator

import grimp
import pytest

from checks.contracts import PublicOnly
from release.declaration import ROOT

SOURCES = sorted((ROOT / "chalicelib").rglob("*.py"))
ENTRY_POINTS = {"routes", "tasks", "consumers", "authorizer"}


def imported(path) -> Iterator[str]:
    """Every module that a file imports, as written, inside functions too; `from x import y` gives x.y."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{each.name}" for each in node.names)


@pytest.mark.parametrize("path", sorted((ROOT / "chalicelib" / "kernel").glob("*.py")), ids=lambda path: path.name)
def test_the_kernel_needs_the_standard_library_only(path):
    foreign = {name for name in imported(path) if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith("chalicelib.kernel")} == set()


def test_nothing_imports_app():
    assert [path.name for path in SOURCES if any(name.split(".")[0] == "app" for name in imported(path))] == []


def test_imports_say_where_from():
    assert [path.name for path in SOURCES if any(name.startswith(".") for name in imported(path))] == []


def test_app_takes_entry_points_of_contexts_and_nothing_else():
    taken = [name.split(".") for name in imported(ROOT / "app.py") if name.startswith("chalicelib.")]
    beyond = [name for name in taken if name[1] != "platform" and name[2] not in ENTRY_POINTS]
    assert beyond == []
    assert len(taken) > 20


def broken_by(importer: str, imported: str) -> list:
    graph = grimp.ImportGraph()
    graph.add_import(importer=importer, imported=imported)
    options = {"root": "chalicelib", "shared": ["kernel", "platform"]}
    contract = PublicOnly(name="public", session_options={}, contract_options=options)
    return contract.check(graph, verbose=False).metadata["broken"]


class TestPublicOnly:
    @pytest.mark.parametrize("inner", ["chalicelib.ledger.store", "chalicelib.ledger.operations.post", "chalicelib.ledger"])
    def test_refuses_what_lies_behind_public(self, inner):
        assert broken_by("chalicelib.cards.routes", inner) == [("chalicelib.cards.routes", inner)]

    @pytest.mark.parametrize(
        "open_to_all", ["chalicelib.ledger.public", "chalicelib.kernel.ids", "chalicelib.cards.store", "boto3"]
    )
    def test_lets_public_shared_and_own_modules_through(self, open_to_all):
        assert broken_by("chalicelib.cards.routes", open_to_all) == []


def test_time_comes_in_by_the_kernels_clock_alone():
    """So that a process can live in another time than its machine's: a simulated bank, say."""
    knowing = {path.relative_to(ROOT).as_posix() for path in SOURCES if "time" in {name.split(".")[0] for name in imported(path)}}
    asking = {path.relative_to(ROOT).as_posix() for path in SOURCES if "datetime.now(" in path.read_text()}
    assert knowing | asking == {"chalicelib/kernel/clock.py"}
