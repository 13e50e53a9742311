"""Every method of every double is held to the emulator: a case that runs on both calls it, on that very service."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from release.declaration import ROOT
from simulation.doubles import DOUBLES

CASES = sorted((ROOT / "tests/integration").glob("*/test_*_contract.py"))
# DynamoDB has one caller, `platform.dynamo`, and the cases go by it.
BY = {
    "get_item": "get", "batch_get_item": "get_many", "query": "query", "scan": "scan_page", "transact_write_items": "transact",
    "put_item": "put", "update_item": "update", "delete_item": "delete",
}  # fmt: skip
OURS = {"busy", "begin", "catch_up", "expire", "item", "items", "tell"}  # what a run asks of a double, and AWS does not know


def service_of(node: ast.AST | None) -> str:
    """Of `aws.client("sqs")`; empty for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "client":
        return str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else ""
    return ""


def named(tree: ast.AST) -> dict[str, set[str]]:
    """The services that a name stands for in a module: what is assigned to it, or what a fixture of this name gives."""
    found = defaultdict(set, {"dynamo": {"dynamodb"}})
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            pairs = zip(target.elts, node.value.elts, strict=True) if several else ()
            for name, value in [(target, node.value), *pairs]:
                found[getattr(name, "id", "")].add(service_of(value))
        elif isinstance(node, ast.FunctionDef):
            found[node.name] |= {service_of(each.value) for each in ast.walk(node) if isinstance(each, ast.Return)}
    return found


def called(source: str) -> Iterator[tuple[str, str]]:
    """Each service and a method of it that a module calls."""
    tree = ast.parse(source)
    names = named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            on = {service_of(node.value)} if not isinstance(node.value, ast.Name) else names.get(node.value.id, set())
            yield from ((service, node.attr) for service in on if service)


def methods() -> set[tuple[str, str]]:
    return {
        (service, name)
        for service, double in DOUBLES.items()
        for name in vars(double)
        if not name.startswith("_") and callable(getattr(double, name)) and name not in OURS
    }


def test_every_method_of_every_double_has_a_case_of_its_own_service():
    known = {each for path in CASES for each in called(path.read_text())}
    assert {
        (service, name) for service, name in methods() if not {(service, name), (service, BY.get(name, name))} & known
    } == set()


def test_a_case_is_of_the_service_that_it_calls():
    source = """
@fixture
def sqs(aws):
    return aws.client("sqs")
def test(aws, sqs):
    s3, name = aws.client("s3"), 1
    s3.put_object()
    sqs.send_message()
    aws.client("sns").publish()
    other.encrypt()
    dynamo.get()
"""
    expected = {("s3", "put_object"), ("sqs", "send_message"), ("sns", "publish"), ("dynamodb", "get")}
    assert set(called(source)) == expected
