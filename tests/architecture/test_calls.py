"""What travels together travels as one: a function takes a `Call`, not its parts."""

import ast

from release.declaration import ROOT
from tests.support.over import over

# The platform puts the parts together and takes them apart.
MODULES = [path for path in sorted((ROOT / "chalicelib").rglob("*.py")) if path.parent.name not in ("platform", "kernel")]
PARTS = {"correlation_id", "dry_run"}


@over("path", MODULES)
def test_no_function_takes_the_parts_of_a_call(path):
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    arguments = {each.arg for node in functions for each in (*node.args.args, *node.args.kwonlyargs)}
    assert not arguments & PARTS, "pass the Call"
