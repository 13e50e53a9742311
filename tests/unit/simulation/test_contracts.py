"""Every method of every double is held to the emulator: a case that runs on both calls it."""

import ast
from pathlib import Path

from release.declaration import ROOT
from simulation.doubles import DOUBLES

CASES = sorted((ROOT / "tests/integration").glob("*/test_*_contract.py"))
# DynamoDB has one caller, `platform.dynamo`, and the cases go by it.
BY = {
    "get_item": "get", "batch_get_item": "get_many", "query": "query", "scan": "scan_page", "transact_write_items": "transact",
    "put_item": "put", "update_item": "update", "delete_item": "delete",
}  # fmt: skip
OURS = {"busy", "begin", "catch_up", "expire", "items", "tell"}  # what a run asks of a double, and AWS does not know


def called(path: Path) -> set[str]:
    return {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}


def test_every_method_of_every_double_has_a_case():
    known = set().union(*map(called, CASES))
    methods = {
        (service, name)
        for service, double in DOUBLES.items()
        for name in vars(double)
        if not name.startswith("_") and callable(getattr(double, name)) and name not in OURS
    }
    assert {(service, name) for service, name in methods if BY.get(name, name) not in known} == set()
