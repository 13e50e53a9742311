"""Failures as RFC 9457 problem documents. Their `type` leads to the page of all problems (meta.py)."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

import msgspec

from chalicelib.kernel.failures import Failure, InvalidRequest
from chalicelib.platform import settings
from chalicelib.platform.schemas import Reply

CONTENT_TYPE = "application/problem+json"
PAGE = "/problems"
_SAFE = "/:@!$&'()*+,;=-._~"  # of a path in a URI; whatever else a caller wrote is escaped
# Where the phrase would not do, or differs between versions of Python.
_CODES = {400: "invalid_request", 413: "payload_too_large", 414: "uri_too_long", 415: "unsupported_media_type"}


class FieldError(Reply):
    """One field of the request that cannot be read.

    field: where it is, such as loans[0].balance
    message: what it must be, such as must be more than zero
    """

    field: str
    message: str


class Problem(Reply):
    """What went wrong, as RFC 9457 has it; some codes tell more in members of their own.

    type: the page that says what this means and what to do, such as /problems#invalid_request
    title: the kind of problem, such as Invalid request
    status: the HTTP status, such as 400
    detail: this one problem, in words, such as amount: must be more than zero
    instance: the path that was asked for, or the request's own id, such as /deposit
    code: what went wrong, for programs, such as invalid_request
    errors: every field at fault, where the request could not be read
    """

    type: Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri-reference"})]
    title: str
    status: int
    detail: str
    instance: Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri-reference"})]
    code: str
    errors: list[FieldError] | msgspec.UnsetType = msgspec.UNSET


def type_of(code: str) -> str:
    """Where the page tells about a code."""
    return f"{settings.public_url()}{PAGE}#{code}"


def document(failure: Failure, instance: str) -> dict[str, object]:
    """The problem document of a failure; `instance` is the request's path."""
    problem: dict[str, object] = {
        "type": type_of(failure.code),
        "title": failure.title(),
        "status": failure.status,
        "detail": failure.detail,
        "instance": quote(instance, safe=_SAFE),
        "code": failure.code,
    }
    if isinstance(failure, InvalidRequest):
        problem["errors"] = [{"field": field, "message": message} for field, message in failure.errors]
    return problem | failure.facts


def of_status(status: int, detail: str, instance: str) -> dict[str, object]:
    """The problem document of a plain HTTP error made outside our routes."""
    phrase = HTTPStatus(status).phrase
    code = _CODES.get(status, phrase.lower().replace(" ", "_"))
    return {
        "type": type_of(code),
        "title": phrase,
        "status": status,
        "detail": detail,
        "instance": quote(instance, safe=_SAFE),
        "code": code,
    }
