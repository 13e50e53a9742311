"""The OpenAPI 3.1 description, made from the endpoints as declared: what validates is what is described."""

import re
import typing
from collections.abc import Iterator
from http import HTTPStatus
from itertools import groupby

import msgspec

from chalicelib.kernel.failures import Failure, InvalidRequest, title_of
from chalicelib.platform import catalogue, own_page, problems, settings
from chalicelib.platform.http import ENDPOINTS, ROUTES, Endpoint
from chalicelib.platform.problems import Problem
from chalicelib.platform.reading import AUTHORIZATION
from chalicelib.platform.shapes import REFERENCE, Components, capitalised, told

_ABOUT = """Every product is an account in one double-entry ledger: money is exact, and moves once.

Amounts are decimal strings; times are RFC 3339 in UTC; ids are UUIDs. Log in with `POST /login` and send the access token as \
`Authorization: Bearer`. Give every POST an `Idempotency-Key`: the same key and body give the same answer and no second effect. \
Errors are RFC 9457 problem documents whose `type` leads to a page that says what to do."""
_HEADERS = {
    "X-Correlation-Id": (
        "The id under which the bank's logs, messages and mails know this request",
        "3f0c9c1e-2b1d-4d7e-9a55-0d4b",
    ),
    "Cache-Control": ("Whether the answer may be kept: `no-store` for whatever belongs to a customer", "no-store"),
    "Idempotency-Replayed": ("`true` when this was answered before under the same key; nothing was done again", "true"),
    "Location": ("Where the new thing, or what becomes of it, is read", "/wallet/0198c0de-0000-7000-8000-000000000000"),
    "ETag": (
        "The version of this content; sent back as `If-None-Match` it is answered 304 while nothing changed",
        '"6b86b273ff34"',
    ),
    "Retry-After": ("Seconds to wait before the request is sent again", "2"),
    "WWW-Authenticate": ("How to authenticate: with a bearer token", "Bearer"),
}

_WHO = {"open": "", "own": "", "customer": "", "staff": "For the bank's staff."}


def describe() -> dict[str, typing.Any]:
    """The whole document."""
    components = Components()
    components.add(Problem)
    refusals: dict[str, dict[str, typing.Any]] = {}
    paths: dict[str, dict[str, typing.Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, components, refusals)
    examples = {code: _problem_example(each[0], components) for code, each in catalogue.by_code(ENDPOINTS).items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Inferno Bank",
            "version": "1.0.0",
            "description": _ABOUT,
            "contact": {"name": "Inferno Bank"},
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": settings.public_url() or "/", "description": "Where this description was read"}],
        "tags": sorted(({"name": each.tag, "description": each.about} for each in ROUTES), key=lambda tag: tag["name"]),
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.schemas.items())),
            "responses": dict(sorted(refusals.items())),
            "examples": examples,
            "headers": {
                name: {"description": text, "schema": {"type": "string", "examples": [example]}}
                for name, (text, example) in _HEADERS.items()
            },
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The access token of POST /login or POST /refresh; it is good for 15 minutes",
                }
            },
        },
    }


def _operation(endpoint: Endpoint, components: Components, refusals: dict[str, dict[str, typing.Any]]) -> dict[str, typing.Any]:
    operation: dict[str, typing.Any] = {
        "operationId": endpoint.operation_id,
        "summary": endpoint.summary,
        "description": " ".join(
            filter(
                None,
                (
                    told(endpoint.handler)[0],
                    _WHO.get(endpoint.access, f"For staff with the role {endpoint.access.replace('|', ' or ')}."),
                ),
            )
        ),
        "tags": [endpoint.tag],
        "security": [] if endpoint.access == "open" else [{"bearer": []}],
        "parameters": list(_parameters(endpoint, components)),
    }
    if endpoint.body:
        required = any(field.required for field in msgspec.structs.fields(endpoint.body))
        content = {"application/json": _content({"$ref": components.add(endpoint.body)}, components)}
        operation["requestBody"] = {"description": told(endpoint.body)[0], "required": required, "content": content}
    responses = _answers(endpoint, components)
    for status, failures in groupby(catalogue.failures_of(endpoint), key=lambda failure: failure.status):
        alike = list(failures)
        codes = [_pascal(failure.code) for failure in alike]
        # A pair is shared by the routes that can fail so; of more the route's own name is short enough for files.
        name = "Or".join(codes) if len(codes) < 3 else f"{_pascal(endpoint.handler.__name__)}{status}"
        if name not in refusals:
            refusals[name] = _refusal(name + Problem.__name__, status, alike, components)
        responses[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return operation | {"responses": dict(sorted(responses.items()))}


def _parameters(endpoint: Endpoint, components: Components) -> Iterator[dict[str, typing.Any]]:
    for name in re.findall(r"{(\w+)}", endpoint.path):
        schema = {"$ref": REFERENCE + "Id"} if name.endswith("_id") else {"type": "string"}
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": capitalised(endpoint.path_parts[name]),
            "schema": schema,
        }
    if endpoint.query:
        members, required = components.members(endpoint.query)
        for name, member in members.items():
            member = dict(member)
            described = member.pop("description", "")
            choices = [each for each in member.get("anyOf", ()) if each != {"type": "null"}]
            schema = choices[0] if len(choices) == 1 else member | ({"anyOf": choices} if choices else {})
            yield {"name": name, "in": "query", "required": name in required, "description": described, "schema": schema}
    if endpoint.dry_run:
        yield {
            "name": "dryRun",
            "in": "query",
            "required": False,
            "description": "Answer what would happen and change nothing",
            "schema": {"type": "boolean"},
        }
    if endpoint.own_page:
        yield {
            "name": own_page.HEADER,
            "in": "header",
            "required": True,
            "description": "A page of the bank's own says so; no page from elsewhere can, without being asked first.",
            "schema": {"type": "string", "pattern": "^1$"},
        }
    if endpoint.keys:
        needed = "Required under one of its two names, except for a dry run. " if endpoint.key_required else ""
        text = f"{needed}The same key and body give the same answer and no second effect (older spelling: Idempotent-Key)."
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": text,
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "pattern": "^[\\x20-\\x7e]+$",
                "examples": ["rent-2026-02"],
            },
        }
    if endpoint.authorized:
        yield {
            "name": AUTHORIZATION,
            "in": "header",
            "required": False,
            "description": "What answering the challenge of `step_up_required` gave; good for this very payment, once.",
            "schema": {"type": "string"},
        }
    if endpoint.cached:
        yield {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "description": "The ETag of the version that is there already",
            "schema": {"type": "string"},
        }


def _answers(endpoint: Endpoint, components: Components) -> dict[str, typing.Any]:
    names = ["X-Correlation-Id", "Cache-Control"]
    names += ["Idempotency-Replayed"] if endpoint.keys else []
    names += ["Location"] if endpoint.location else []
    names += ["ETag"] if endpoint.cached else []
    done: dict[str, typing.Any] = {"description": HTTPStatus(endpoint.status).phrase, "headers": _headers(*names)}
    media_type = endpoint.media_type.partition(";")[0]
    if endpoint.answer:
        reference = components.add(endpoint.answer)
        done["description"] = told(endpoint.answer)[0]
        done["content"] = {media_type: _content({"$ref": reference}, components)}
    elif endpoint.method != "HEAD":
        done["content"] = {media_type: {"schema": {"type": "object" if media_type.endswith("json") else "string"}}}
    responses = {str(endpoint.status): done}
    if endpoint.dry_run and endpoint.status != 200:
        headers = _headers("X-Correlation-Id", "Cache-Control")
        responses["200"] = {"description": "A dry run: what would happen", "headers": headers, "content": done["content"]}
    if endpoint.cached:
        headers = _headers("X-Correlation-Id", "Cache-Control", "ETag")
        responses["304"] = {"description": "What was read before is still true", "headers": headers}
    if endpoint.nothing:
        responses["204"] = {"description": endpoint.nothing, "headers": _headers("X-Correlation-Id", "Cache-Control")}
    if endpoint.accepted:
        headers = _headers("X-Correlation-Id", "Cache-Control", "Idempotency-Replayed", "Location")
        content = {"application/json": _content({"$ref": components.add(endpoint.accepted)}, components)}
        responses["202"] = {"description": told(endpoint.accepted)[0], "headers": headers, "content": content}
    return responses


def _refusal(name: str, status: int, failures: list[type[Failure]], components: Components) -> dict[str, typing.Any]:
    """The answer of one status: its codes, and what each of them tells besides."""
    codes = [failure.code for failure in failures]
    members: dict[str, dict[str, typing.Any]] = {
        "code": {"type": "string", "enum": codes, "description": "What went wrong, for programs"}
    }
    needed = ["code"]
    for failure in failures:
        if failure.Facts:
            facts, required = components.members(failure.Facts)
            members |= facts
            needed += required if len(failures) == 1 else []
    if InvalidRequest in failures:
        needed.append("errors")
    names = ["X-Correlation-Id", "Cache-Control"]
    names += ["Idempotency-Replayed"] if status in (409, 422, 423) else []
    names += ["Retry-After"] if any(failure.retry_after_seconds for failure in failures) else []
    names += ["WWW-Authenticate"] if status == 401 else []
    own = {"type": "object", "required": needed, "properties": members}
    components.schemas[name] = {"allOf": [{"$ref": REFERENCE + Problem.__name__}, own]}
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    return {
        "description": " ".join(f"`{failure.code}`: {told(failure)[0]}" for failure in failures),
        "headers": _headers(*names),
        "content": {problems.CONTENT_TYPE: {"schema": {"$ref": REFERENCE + name}, "examples": examples}},
    }


def _problem_example(failure: type[Failure], components: Components) -> dict[str, typing.Any]:
    example: dict[str, typing.Any] = {
        "type": problems.type_of(failure.code),
        "title": title_of(failure.code),
        "status": failure.status,
        "detail": told(failure)[0],
        "instance": "/where/it/happened",
        "code": failure.code,
    }
    if issubclass(failure, InvalidRequest):
        example["errors"] = [{"field": "amount", "message": "must be more than zero"}]
    if failure.Facts:
        members = components.members(failure.Facts)[0]
        example |= {name: components.example(member) for name, member in members.items()}
    return {"summary": title_of(failure.code), "value": example}


def _content(schema: dict[str, typing.Any], components: Components) -> dict[str, typing.Any]:
    return {"schema": schema, "example": components.example(schema)}


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _headers(*names: str) -> dict[str, typing.Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
