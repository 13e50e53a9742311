"""Where the bank calls AWS: read off its sources, so that a call nobody reaches is known too."""

import ast
from collections.abc import Collection, Iterator
from functools import cache

from release.declaration import ROOT

_READS = {"get": "get_item", "get_many": "batch_get_item", "query": "query", "owned": "query", "scan_page": "scan"}
_WRITES = {"transact": "transact_write_items", "updated": "update_item", "write": "write"}
_WALKS = {"query_all": "query", "scan_all": "scan"}  # they call from wherever they are read on
_NOT_CALLS = ("generate_", "exceptions", "meta", "get_paginator")
_READING = ("get_", "list_", "describe_", "head_", "filter_", "decrypt", "encrypt")
# What a source may leave open: which of these it is, follows from the change that is written; and of `getattr` anything.
_ONE_OF = {"write": ("put_item", "update_item", "delete_item")}
_ANYTHING = "call"


@cache
def sites() -> dict[str, bool]:
    """Every call to AWS of a function of the bank, as `ledger.store.find_hold get_item`, and whether it writes."""
    found: dict[str, bool] = {}
    for path in sorted((ROOT / "chalicelib").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / "chalicelib").with_suffix("").parts)
        if module not in ("platform.dynamo", "platform.clients", "platform.settings"):
            found |= {f"{module}.{name}": writes for name, writes in _calling(ast.parse(path.read_text()), "")}
    return found


def within(*packages: str, but: Collection[str] = ()) -> dict[str, bool]:
    """Those of some packages, but for some functions."""
    return {site: writes for site, writes in sites().items() if site.startswith(packages) and site.partition(" ")[0] not in but}


def is_of(made: str, site: str) -> bool:
    """Whether a call that was made, as `ledger.store.keep put_item`, is one of a site."""
    function, _, operation = made.partition(" ")
    caller, _, known = site.partition(" ")
    return function == caller and (known in (operation, _ANYTHING) or operation in _ONE_OF.get(known, ()))


def _calling(node: ast.AST, prefix: str) -> Iterator[tuple[str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            name = prefix + child.name
            yield from ((f"{name} {operation}", writes) for operation, writes in _calls(child))
            yield from _calling(child, f"{name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _calling(child, f"{prefix}{child.name}.")
        elif not isinstance(child, ast.expr):
            yield from _calling(child, prefix)


def _calls(function: ast.FunctionDef) -> Iterator[tuple[str, bool]]:
    """Each call that the function makes itself, not one inside it, and whether it writes."""
    clients = {
        target.id
        for node in _own(function)
        if isinstance(node, ast.Assign) and _is_client(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    known, handed_on = _READS | _WRITES | _WALKS, set(_handed_on(function))
    for node in _own(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Call) and _is_called(node.func, "getattr") and _is_client(node.func.args[0]):
            yield _ANYTHING, True
        if not isinstance(node.func, ast.Attribute):
            continue
        on, name = node.func.value, node.func.attr
        if isinstance(on, ast.Name) and on.id == "dynamo" and name in known and node not in handed_on:
            yield known[name], name in _WRITES
        elif (_is_client(on) or (isinstance(on, ast.Name) and on.id in clients)) and not name.startswith(_NOT_CALLS):
            yield name, not name.startswith(_READING)


def _handed_on(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Walks that whoever called the function reads on, as they are or through `map` or `filter`."""
    for node in _own(function):
        if isinstance(node, ast.Return) and (value := node.value):
            lazy = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("map", "filter")
            yield from (each for each in (ast.iter_child_nodes(value) if lazy else (value,)) if _is_walk(each))


def _is_walk(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WALKS


def _own(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _is_client(node: ast.AST) -> bool:
    return _is_called(node, "client")


def _is_called(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
