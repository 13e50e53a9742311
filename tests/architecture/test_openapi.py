"""The description is OpenAPI 3.1 as its own validator reads it, and says how every operation fails."""

from collections import Counter

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import app  # noqa: F401  # registers every route
from chalicelib.platform.openapi import describe

DOCUMENT = describe()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
each_operation = pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])


def test_is_valid():
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_gives_every_operation_an_id_of_its_own():
    ids = Counter(operation["operationId"] for _, operation in OPERATIONS)
    assert [name for name, times in ids.items() if times > 1] == []


def test_holds_no_reference_into_the_void():
    def references(value):
        if isinstance(value, dict):
            yield from [value["$ref"]] if "$ref" in value else []
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from references(each)

    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    found = set(references(DOCUMENT))
    assert found <= known
    assert "#/components/schemas/Problem" in found


@each_operation
def test_every_failure_is_a_problem_document(name, operation):
    failures = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
    assert {"400", "404", "429", "503"} <= set(failures)
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert all(answer["content"] == problem for answer in failures.values())


@each_operation
def test_says_what_it_does_and_who_may(name, operation):
    assert operation["summary"] and operation["tags"]
    assert "401" in operation["responses"] or "security" not in operation
    assert [status for status in operation["responses"] if status.startswith("2")]


@each_operation
def test_describes_every_parameter_of_the_path(name, operation):
    described = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
    assert all(f"{{{each}}}" in name for each in described)
    assert name.count("{") == len(described)
