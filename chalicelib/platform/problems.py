"""Failures as RFC 9457 problem documents."""

from http import HTTPStatus

from chalicelib.kernel.failures import Failure, InvalidRequest

CONTENT_TYPE = "application/problem+json"
TYPE_ROOT = "https://errors.infernobank.example/"
# Where the phrase would not do, or differs between versions of Python.
_CODES = {400: "invalid_request", 413: "payload_too_large", 414: "uri_too_long", 415: "unsupported_media_type"}


def document(failure: Failure, instance: str) -> dict[str, object]:
    """The problem document of a failure; `instance` is the request's path."""
    problem: dict[str, object] = {
        "type": TYPE_ROOT + failure.code,
        "title": failure.title(),
        "status": failure.status,
        "detail": failure.detail,
        "instance": instance,
        "code": failure.code,
    }
    if isinstance(failure, InvalidRequest):
        problem["errors"] = [{"field": field, "message": message} for field, message in failure.errors]
    return problem | failure.facts


def of_status(status: int, detail: str, instance: str) -> dict[str, object]:
    """The problem document of a plain HTTP error made outside our routes."""
    phrase = HTTPStatus(status).phrase
    code = _CODES.get(status, phrase.lower().replace(" ", "_"))
    return {"type": TYPE_ROOT + code, "title": phrase, "status": status, "detail": detail, "instance": instance, "code": code}
