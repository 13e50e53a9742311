"""The OpenAPI 3.1 description, made from the endpoints as declared: what validates is what is described."""

import re
from http import HTTPStatus

import msgspec

from chalicelib.kernel.failures import (
    Failure,
    Forbidden,
    IdempotencyKeyReused,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    RequestInProgress,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)  # fmt: skip
from chalicelib.platform.http import ENDPOINTS, Endpoint
from chalicelib.platform.schemas import Body

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def describe() -> dict:
    """The whole document."""
    shapes = {shape for each in ENDPOINTS for shape in (each.body, each.answer, each.accepted, each.query) if shape is not None}
    _, components = msgspec.json.schema_components(
        sorted(shapes, key=lambda shape: shape.__qualname__), ref_template="#/components/schemas/{name}"
    )
    for shape in shapes:
        if issubclass(shape, Body):
            components.get(shape.__name__, {}).update(shape.JSON_SCHEMA)
        if issubclass(shape, Body) and shape.ALIASES and shape.__name__ in components:
            _add_aliases(components[shape.__name__], shape.ALIASES)
    paths: dict[str, dict] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Inferno Bank",
            "version": "1.0.0",
            "description": "Every product is an account in one double-entry ledger. Errors are RFC 9457 problem documents.",
        },
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(endpoint: Endpoint, components: dict) -> dict:
    operation: dict = {
        "operationId": endpoint.handler.__name__,
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": list(_parameters(endpoint, components)),
        "responses": _responses(endpoint),
    }
    if endpoint.access != "open":
        operation["security"] = [{"bearer": []}]
    if endpoint.body:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{endpoint.body.__name__}"}}}
        required = any(field.required for field in msgspec.structs.fields(endpoint.body))
        operation["requestBody"] = {"required": required, "content": content}
    return operation


def _parameters(endpoint: Endpoint, components: dict):
    for name in re.findall(r"{(\w+)}", endpoint.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    if endpoint.query:
        shape = components[endpoint.query.__name__]
        for name, schema in shape["properties"].items():
            yield {"name": name, "in": "query", "required": name in shape.get("required", ()), "schema": schema}
    if endpoint.dry_run:
        schema = {"type": "boolean", "default": False}
        yield {"name": "dryRun", "in": "query", "schema": schema, "description": "Answer what would happen, change nothing"}
    if endpoint.keys:
        schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x20-\\x7e]+$"}
        description = "The same key and body give the same answer and no second effect (older spelling: Idempotent-Key)."
        if endpoint.key_required:
            description += " Required under one of its two names, except for a dry run."
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": schema,
            "description": description,
        }


def _responses(endpoint: Endpoint) -> dict:
    content = {}
    if endpoint.answer:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{endpoint.answer.__name__}"}}}
    elif endpoint.media_type.startswith("text/"):
        content = {"text/html": {"schema": {"type": "string"}}}
    else:
        content = {"application/json": {"schema": {"type": "object"}}}
    responses = {str(endpoint.status): {"description": "Success", "content": content}}
    if endpoint.dry_run and endpoint.status != 200:
        responses["200"] = {"description": "Dry run: what would happen", "content": content}
    if endpoint.accepted:
        schema = {"$ref": f"#/components/schemas/{endpoint.accepted.__name__}"}
        responses["202"] = {"description": "It waits for a second person", "content": {"application/json": {"schema": schema}}}
    codes: dict[int, set[str]] = {}
    for failure in _failures(endpoint):
        codes.setdefault(failure.status, set()).add(failure.code)
    for status, names in sorted(codes.items()):
        responses[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(sorted(names))}",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return responses


def _failures(endpoint: Endpoint) -> set[type[Failure]]:
    failures = {InvalidRequest, NotFound, TooManyRequests, Unavailable, *endpoint.failures}
    if endpoint.access != "open":
        failures |= {Unauthenticated, Forbidden}
    if endpoint.keys:
        failures |= {IdempotencyKeyReused, RequestInProgress, OutcomeUnknown}
    if endpoint.method != "GET":
        failures |= {TooLarge, UnsupportedMedia}
    return failures


def _add_aliases(schema: dict, aliases: dict[str, str]) -> None:
    required = schema.get("required", [])
    for alias, name in aliases.items():
        schema["properties"][alias] = {**schema["properties"][name], "deprecated": True}
        if name in required:
            required.remove(name)
            schema.setdefault("allOf", []).append({"oneOf": [{"required": [name]}, {"required": [alias]}]})
        else:
            schema.setdefault("allOf", []).append({"not": {"required": [name, alias]}})
