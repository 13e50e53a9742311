"""The description is OpenAPI 3.1 as its own validator reads it, and keeps its promises to people and to generators."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

import app  # noqa: F401  # registers every route
from chalicelib.platform import catalogue
from chalicelib.platform.http import ENDPOINTS, ROUTES
from chalicelib.platform.openapi import describe
from release.declaration import load
from tests.support.over import over

DOCUMENT = describe()
SCHEMAS = DOCUMENT["components"]["schemas"]
ENDPOINT = {endpoint.name: endpoint for endpoint in ENDPOINTS}
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
FAILURES = {failure for failures in catalogue.by_code(ENDPOINTS).values() for failure in failures}
each_operation = over(("name", "operation"), OPERATIONS)
# What RE2, which Go and many gateways use, does not read: looking around, backreferences, \u, possessive repeats.
NOT_RE2 = re.compile(r"\(\?[=!<>]|\\[1-9uZ]|[*+?}]\+")
CLASS = re.compile(r"\[(\\.|[^\]])*\]")


def every(value: object, at: str = "") -> Iterator[tuple[str, dict]]:
    """Each object of the document with where it stands, but no example."""
    if isinstance(value, dict):
        yield at, value
        for key, each in value.items():
            if key not in ("example", "examples", "enum"):
                yield from every(each, f"{at}/{key}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from every(each, f"{at}/{index}")


def resolved(value: dict) -> dict:
    while "$ref" in value:
        found = DOCUMENT
        for step in value["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        value = found
    return value


def is_a_sentence(text: str) -> bool:
    return len(text.split()) >= 2 and text[0].upper() == text[0]


def conforms(value: object, schema: dict) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


PROPERTIES = [
    (f"{where}.{name}", member)
    for where, schema in every(DOCUMENT["components"])
    if isinstance(schema.get("properties"), dict)
    for name, member in schema["properties"].items()
]


# What they make is told once, or waits for a code.
PAGES = ("/openapi.json", "/docs", "/problems", "/docs/page.css", "/docs/page.js", "/api/v1/notifications/unsubscribe/{token}")
READ_NOWHERE = {
    "POST /login", "POST /api/v1/auth/login", "POST /session", "POST /api/v1/auth/register", "POST /api/v1/auth/forgot", "POST /api/v1/auth/verify",
    "POST /api/v1/auth/email",
    "POST /api/v1/auth/mfa/totp", "POST /api/v1/auth/mfa/recovery-codes", "POST /api/v1/auth/step-up/{challenge_id}/resend",
    "POST /api/v1/notifications/email", "POST /api/v1/notifications/sms", "POST /api/v1/notifications/push",
}  # fmt: skip


class TestTheDocument:
    def test_is_valid(self):
        assert DOCUMENT["openapi"].startswith("3.1.")
        assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []

    def test_gives_every_operation_an_id_of_its_own(self):
        ids = Counter(operation["operationId"] for _, operation in OPERATIONS)
        assert [name for name, times in ids.items() if times > 1] == []

    def test_leaves_no_component_unused_and_no_reference_open(self):
        used = {value["$ref"] for _, value in every(DOCUMENT) if isinstance(value.get("$ref"), str)}
        used |= {each["$ref"] for answer in DOCUMENT["components"]["responses"].values()
                 for content in answer["content"].values() for each in content["examples"].values()}  # fmt: skip
        components = DOCUMENT["components"]
        known = {f"#/components/{kind}/{name}" for kind in components if kind != "securitySchemes" for name in components[kind]}
        assert used == known

    def test_tells_of_every_tag(self):
        assert all(is_a_sentence(tag["description"]) for tag in DOCUMENT["tags"])
        assert {tag["name"] for tag in DOCUMENT["tags"]} == {each.tag for each in ROUTES}

    def test_says_where_the_service_is(self, monkeypatch):
        assert [each["url"] for each in DOCUMENT["servers"]] == ["/"]
        monkeypatch.setenv("BANK_PUBLIC_URL", "/api")
        assert [each["url"] for each in describe()["servers"]] == ["/api"]

    def test_breaks_a_line_between_paragraphs_only(self):
        """A page shows the breaks of the source as they are."""
        said = [(at, each["description"]) for at, each in every(DOCUMENT) if isinstance(each.get("description"), str)]
        assert [at for at, text in said if re.search(r"[^\n]\n[^\n]", text)] == []


class TestMoney:
    def test_is_text_and_nothing_else(self):
        """A generated Go client made float32 of a number."""
        assert [at for at, schema in every(DOCUMENT) if "number" in (schema.get("type"), *schema.get("type", ()))] == []
        assert SCHEMAS["Amount"]["type"] == SCHEMAS["Balance"]["type"] == "string"
        assert [at for at, schema in every(DOCUMENT) if "oneOf" in schema] == []

    def test_has_one_name_wherever_it_is(self):
        for where, member in PROPERTIES:
            if where.rpartition(".")[2] in ("amount", "target", "monthlyBudget"):
                assert member.get("anyOf", [member])[0]["$ref"] == "#/components/schemas/Amount", where
            if where.rpartition(".")[2] in ("posted", "held", "available", "used", "outstanding", "walletBalance", "saved"):
                assert resolved(member) == SCHEMAS["Balance"] or "anyOf" in member, where

    @pytest.mark.parametrize("text", ["100.00", "1", "0.5", "0.01", "0.001", "100000000000000000", "9007199254740993"])
    def test_is_described_as_it_is_taken(self, text):
        assert conforms(text, {"$ref": "#/components/schemas/Amount"}) == []

    @pytest.mark.parametrize("text", ["0", "0.00", "0.000", "-1", "1e3", "", "01", "1.", "1.0000", "NaN", " 1", 1])
    def test_is_refused_by_the_description_where_the_bank_refuses_it(self, text):
        assert conforms(text, {"$ref": "#/components/schemas/Amount"})


class TestForGenerators:
    def test_nothing_has_a_default_that_would_make_clients_demand_the_field(self):
        assert [at for at, schema in every(DOCUMENT) if "default" in schema] == []

    def test_every_pattern_is_one_that_re2_reads(self):
        patterns = {schema["pattern"] for _, schema in every(DOCUMENT) if isinstance(schema.get("pattern"), str)}
        assert len(patterns) > 5
        assert [pattern for pattern in patterns if NOT_RE2.search(CLASS.sub("[]", pattern))] == []
        assert [pattern for pattern in patterns if not (pattern.startswith("^") and pattern.endswith("$"))] == []

    @over(("where", "member"), PROPERTIES)
    def test_every_property_is_told_of_and_typed(self, where, member):
        name, schema = where.rpartition(".")[2], resolved(member)
        assert is_a_sentence(member.get("description", "")), "a line in the docstring of its shape"
        if name.endswith("Id") and name != "correlationId":
            kinds = [resolved(each) for each in schema.get("anyOf", [schema])]
            assert kinds[0].get("format") == "uuid"
        if name.endswith("At") or name in ("at", "asOf"):
            kinds = [resolved(each) for each in schema.get("anyOf", [schema])]
            assert kinds[0].get("format") == "date-time"
        if name in ("status", "holdStatus", "loanStatus") and "Problem" not in where:
            assert "enum" in schema
        if schema.get("type") == "array":
            assert "items" in schema


class TestEveryOperation:
    @each_operation
    def test_says_what_it_does_and_who_may(self, name, operation):
        assert is_a_sentence(operation["summary"]) and is_a_sentence(operation["description"])
        assert operation["description"] != operation["summary"]
        assert operation["security"] == ([] if ENDPOINT[name].access == "open" else [{"bearer": []}])
        assert operation["tags"] and [status for status in operation["responses"] if status.startswith("2")]

    @each_operation
    def test_describes_its_parameters(self, name, operation):
        described = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert described == set(re.findall(r"{(\w+)}", name))
        assert [each["name"] for each in operation["parameters"] if not is_a_sentence(each["description"])] == []

    @each_operation
    def test_has_an_example_of_every_body_that_its_schema_allows(self, name, operation):
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        bodies += [resolved(answer) for answer in operation["responses"].values()]
        for body in bodies:
            for kind, content in body.get("content", {}).items():
                if "example" in content:
                    assert conforms(content["example"], content["schema"]) == []
                elif kind == "application/problem+json":
                    for example in content["examples"].values():
                        assert conforms(resolved(example)["value"], content["schema"]) == []
                else:
                    assert name.split()[1] in PAGES

    @each_operation
    def test_lists_the_codes_of_each_status(self, name, operation):
        wanted: dict[str, set[str]] = {}
        for failure in catalogue.failures_of(ENDPOINT[name]):
            wanted.setdefault(str(failure.status), set()).add(failure.code)
        found = {}
        for status, answer in operation["responses"].items():
            if status >= "400":
                (kind, content), = resolved(answer)["content"].items()  # fmt: skip
                assert kind == "application/problem+json"
                own = resolved(content["schema"])["allOf"][1]
                found[status] = set(own["properties"]["code"]["enum"])
        assert found == wanted
        assert {"400", "404", "429", "500", "503"} <= found.keys()

    @pytest.mark.parametrize(
        "name",
        [
            "POST /accounts",
            "POST /loan/{loan_id}/approve",
            "POST /savings-goal",
            "GET /balance",
            "POST /transactions",
            "POST /wallet",
        ],
    )
    def test_that_opens_an_account_tells_of_the_freeze_that_forbids_it(self, name):
        assert "customer_frozen" in {failure.code for failure in catalogue.failures_of(ENDPOINT[name])}

    def test_that_approves_tells_what_the_approved_act_may_refuse(self):
        told = {failure.code for failure in catalogue.failures_of(ENDPOINT["POST /admin/approvals/{approval_id}/approve"])}
        assert {"loan_not_pending", "own_file", "customer_frozen"} <= told

    @each_operation
    def test_describes_the_headers_of_its_answers(self, name, operation):
        for status, answer in operation["responses"].items():
            wanted = {"X-Correlation-Id", "Cache-Control"}
            wanted |= {"Retry-After"} if status in ("429", "503") else set()
            wanted |= {"Location"} if status in ("201", "202") and name not in READ_NOWHERE else set()
            wanted |= {"Idempotency-Replayed"} if ENDPOINT[name].keys and status == str(ENDPOINT[name].status) else set()
            assert wanted <= resolved(answer)["headers"].keys(), status


class TestProblems:
    @over("failure", sorted(FAILURES, key=lambda each: each.__qualname__))
    def test_say_what_they_mean_and_what_to_do(self, failure):
        assert is_a_sentence(failure.__dict__.get("__doc__") or ""), "its docstring stands on the page of problems"
        assert is_a_sentence(failure.what_to_do)
        assert not re.match(r"\d{3}", failure.__doc__)

    def test_tell_their_extra_members_with_types(self):
        problems = [
            schema["allOf"][1]["properties"] for name, schema in SCHEMAS.items() if name.endswith("Problem") and "allOf" in schema
        ]
        members = next(each for each in problems if "transactions_required" in each["code"]["enum"])
        assert members["completed"]["type"] == members["required"]["type"] == "integer"

    def test_of_the_gateway_are_among_them(self):
        codes = {response["code"] for response in load().gateway_responses.values()}
        assert codes <= catalogue.by_code(ENDPOINTS).keys()

    def test_the_document_stays_readable_in_one_go(self):
        assert len(json.dumps(DOCUMENT)) < 1_000_000
