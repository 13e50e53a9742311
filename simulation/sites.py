"""Where the bank calls AWS: read off its sources, so that a site nobody reaches is known too."""

import ast
from collections.abc import Collection, Iterator
from functools import cache

from release.declaration import ROOT

_READS = {"get", "get_many", "query", "owned"}
_WRITES = {"transact", "write", "updated"}  # query_all and scan_all call from wherever they are read on
_NOT_CALLS = ("generate_", "exceptions", "meta", "get_paginator")
_READING = ("get_", "list_", "describe_", "filter_", "decrypt", "encrypt")


@cache
def sites() -> dict[str, bool]:
    """Every function of the bank that calls AWS, as `ledger.store.find_hold`, and whether a call of it writes."""
    found: dict[str, bool] = {}
    for path in sorted((ROOT / "chalicelib").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / "chalicelib").with_suffix("").parts)
        if module not in ("platform.dynamo", "platform.clients", "platform.settings"):
            found |= {f"{module}.{name}": writes for name, writes in _calling(ast.parse(path.read_text()), "")}
    return found


def within(*packages: str, but: Collection[str] = ()) -> dict[str, bool]:
    """Those of some packages."""
    return {site: writes for site, writes in sites().items() if site.startswith(packages) and site not in but}


def _calling(node: ast.AST, prefix: str) -> Iterator[tuple[str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            name = prefix + child.name
            kinds = list(_calls(child))
            if kinds:
                yield name, any(kinds)
            yield from _calling(child, f"{name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _calling(child, f"{prefix}{child.name}.")
        elif not isinstance(child, ast.expr):
            yield from _calling(child, prefix)


def _calls(function: ast.FunctionDef) -> Iterator[bool]:
    """Whether each call that the function makes itself, not one inside it, writes."""
    clients = {
        target.id
        for node in _own(function)
        if isinstance(node, ast.Assign) and _is_client(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in _own(function):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        on, name = node.func.value, node.func.attr
        if isinstance(on, ast.Name) and on.id == "dynamo" and name in _READS | _WRITES:
            yield name in _WRITES
        elif (_is_client(on) or (isinstance(on, ast.Name) and on.id in clients)) and not name.startswith(_NOT_CALLS):
            yield not name.startswith(_READING)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _is_client(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "client"
