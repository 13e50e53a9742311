"""REST entry points: `Routes` registers a handler, validates what comes in, renders what goes out.

Handlers take a `Request` and return an `Answer`; a raised `Failure` becomes a problem document. What a route accepts
and answers is declared here once and serves validation and the OpenAPI description alike.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import msgspec
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError
from chalice import Blueprint, Response

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import (
    Failure,
    Forbidden,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    TooLarge,
    Unavailable,
    is_remembered,
)
from chalicelib.platform import dynamo, problems, rate_limit, schemas
from chalicelib.platform.auth import Caller, authorize
from chalicelib.platform.dynamo import Item
from chalicelib.platform.idempotency import Idempotency
from chalicelib.platform.observability import begin, count, logger

MAXIMUM_BODY_BYTES = 64 * 1024
_KEY = re.compile(r"[\x20-\x7e]{1,255}")
_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,64}")
OPEN = Caller("", "", frozenset())
Keys = Literal["record", "ledger"] | None
Limit = Literal["exact", "near"] | None  # requests a minute of a user, or of an address where nobody is logged in


@dataclass(frozen=True)
class Endpoint:
    """One route as declared: the source of validation and of the OpenAPI description."""

    method: str
    path: str
    summary: str
    tag: str
    status: int
    answer: type | None
    body: type[schemas.Body] | None
    query: type[schemas.Body] | None
    access: Literal["open", "customer", "admin"]
    keys: Keys
    key_required: bool
    dry_run: bool
    failures: tuple[type[Failure], ...]
    limit: Limit
    maximum_body_bytes: int
    media_type: str
    handler: Callable[["Request"], "Answer"]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Request:
    """One call, read and checked. `idempotency` is set on routes that take a key, minted when the caller gave none."""

    caller: Caller
    path: Mapping[str, str]
    body: object
    query: object
    idempotency: Idempotency | None
    key: str | None
    dry_run: bool
    correlation_id: str
    now: datetime
    route: str


@dataclass(frozen=True)
class Answer:
    """Status and body (a Reply or plain JSON); `replayed` marks an answer given before under the same key."""

    status: int
    body: object
    replayed: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


ENDPOINTS: list[Endpoint] = []


class Routes:
    """The routes of one context: a Chalice Blueprint and what is declared on it."""

    def __init__(self, module: str, tag: str) -> None:
        self.blueprint = Blueprint(module)
        self._tag = tag

    def get(self, path: str, **options):
        return self._route("GET", path, **options)

    def post(self, path: str, **options):
        return self._route("POST", path, **options)

    def put(self, path: str, **options):
        return self._route("PUT", path, **options)

    def _route(
        self,
        method: str,
        path: str,
        *,
        summary: str,
        status: int = 200,
        answer: type | None = None,
        body: type[schemas.Body] | None = None,
        query: type[schemas.Body] | None = None,
        access: Literal["open", "customer", "admin"] = "customer",
        keys: Keys = None,
        key_required: bool = False,
        dry_run: bool = False,
        failures: tuple[type[Failure], ...] = (),
        limit: Limit = None,
        maximum_body_bytes: int = MAXIMUM_BODY_BYTES,
        media_type: str = "application/json",
    ):
        def register(handler: Callable[[Request], Answer]):
            endpoint = Endpoint(
                method, path, summary, self._tag, status, answer, body, query, access, keys, key_required, dry_run,
                failures, limit or (None if access == "open" else "near"), maximum_body_bytes, media_type, handler,
            )  # fmt: skip
            ENDPOINTS.append(endpoint)

            def view(**path_parameters: str) -> Response:
                return _respond(endpoint, self.blueprint.current_request, self.blueprint.lambda_context, path_parameters)

            view.__name__ = handler.__name__
            options = {} if access == "open" else {"authorizer": authorize}
            self.blueprint.route(path, methods=[method], name=handler.__name__, **options)(view)
            return handler

        return register


def _respond(endpoint: Endpoint, raw, context, path: Mapping[str, str]) -> Response:
    # As the caller asked: API Gateway puts its stage before the path.
    instance = str(raw.context.get("path") or endpoint.path).removeprefix(f"/{raw.context.get('stage')}")
    gateway_id = str(raw.context.get("requestId", ""))
    asked = raw.headers.get("x-correlation-id", "")
    correlation_id = begin(context, asked if _CORRELATION.fullmatch(asked) else gateway_id, route=endpoint.name)
    headers = {"X-Correlation-Id": correlation_id, "Cache-Control": "no-store"}
    try:
        answer = _serve(endpoint, raw, correlation_id, path, instance)
    except Failure as failure:
        answer = _problem(failure, instance)
    except (BotoCoreError, ClientError) as error:
        logger.exception("a service failed")
        answer = _problem(_unanswered(endpoint, error), instance)
    except Exception:
        logger.exception("request failed")
        answer = _problem(Failure("The bank could not answer this"), instance)
    logger.info("answered", extra={"status": answer.status})
    if answer.status >= 500:
        count("RequestFailed")
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    kind = problems.CONTENT_TYPE if answer.status >= 400 else endpoint.media_type
    body = answer.body if endpoint.media_type.startswith("text/") else msgspec.to_builtins(answer.body)
    return Response(body, {"Content-Type": kind, **headers, **answer.headers}, answer.status)


def _unanswered(endpoint: Endpoint, error: BotoCoreError | ClientError) -> Unavailable:
    if endpoint.method == "GET" or _certainly_unwritten(error):
        return Unavailable("A part of the bank did not answer; nothing was changed")
    return OutcomeUnknown("A part of the bank did not answer; this may have been done all the same")


def _certainly_unwritten(error: BotoCoreError | ClientError) -> bool:
    """The service refused, or was never reached."""
    if isinstance(error, ClientError):
        return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500) < 500
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError))


def _problem(failure: Failure, instance: str) -> Answer:
    wait = getattr(failure, "retry_after_seconds", None)
    headers = {"Retry-After": str(wait)} if wait else {}
    return Answer(failure.status, problems.document(failure, instance), failure.replayed, headers)


def _serve(endpoint: Endpoint, raw, correlation_id: str, path: Mapping[str, str], instance: str) -> Answer:
    request = _read(endpoint, raw, correlation_id, path)
    if endpoint.keys != "record":
        return endpoint.handler(request)
    # No look-up before the work: its transaction refuses a key that came before, and says what was answered then.
    try:
        return endpoint.handler(request)
    except dynamo.Repeated as repeated:
        return _again(request.idempotency.prior(repeated.item))
    except Failure as failure:
        if not request.key:
            raise
        return _refused(request, failure, instance)
    except (BotoCoreError, ClientError) as error:
        return _look_up(request, error)


def _look_up(request: Request, error: Exception) -> Answer:
    """Before a 503: what became of this key? Raises OutcomeUnknown, which names the key that will tell."""
    if _certainly_unwritten(error) or request.dry_run:
        raise error  # nothing was written
    logger.exception("an answer got lost")
    unknown = request.idempotency.unknown_outcome()
    try:
        prior = request.idempotency.find()
    except (BotoCoreError, ClientError):
        raise unknown from error
    if prior is None:
        raise unknown from error
    return Answer(prior["status"], prior["body"])


def _refused(request: Request, failure: Failure, instance: str) -> Answer:
    """A refusal under a key: what the key was answered before, if it was; otherwise this, remembered if such are."""
    if not is_remembered(failure):
        prior = request.idempotency.find()
        if prior is None:
            raise failure
        return _again(prior)
    problem = problems.document(failure, instance)
    try:
        request.idempotency.remember_refusal(failure.status, problem, request.now)
    except dynamo.Refused as refused:  # a success or a refusal was first
        return _again(request.idempotency.prior(refused.items["idempotency"]))
    return Answer(failure.status, problem)


def _again(prior: Item) -> Answer:
    return Answer(prior["status"], prior["body"], replayed=True)


def _read(endpoint: Endpoint, raw, correlation_id: str, path: Mapping[str, str]) -> Request:
    now = clock.now()
    source_ip = str((raw.context.get("identity") or {}).get("sourceIp", ""))
    caller = OPEN if endpoint.access == "open" else Caller.of(raw.context.get("authorizer") or {}, time.time())
    _admit(endpoint, caller.user_id or f"{endpoint.path.strip('/')}#{source_ip}")
    if endpoint.access == "admin" and "admin" not in caller.roles:
        raise Forbidden("This needs the role admin")
    if not all(ids.is_id(value) for name, value in path.items() if name.endswith("_id")):
        raise NotFound("No such resource")
    query = {name: raw.query_params.getlist(name) for name in raw.query_params or {}}
    dry_run = endpoint.dry_run and _dry_run(query.pop("dryRun", ["false"]))
    if query and endpoint.query is None:
        raise InvalidRequest(*((name, "is not a parameter of this route") for name in query))
    parameters = schemas.read_query(query, endpoint.query) if endpoint.query else None
    content = raw.raw_body or b""
    content = content.encode() if isinstance(content, str) else content
    if len(content) > endpoint.maximum_body_bytes:
        raise TooLarge(f"The body may have {endpoint.maximum_body_bytes} bytes")
    body = schemas.read_body(content, endpoint.body) if endpoint.body else _no_body(content, endpoint.method)
    key = _key(raw.headers) if endpoint.keys and not dry_run else None
    if endpoint.key_required and key is None and not dry_run:
        raise InvalidRequest(("Idempotency-Key", "is required on this route"))
    idempotency = None
    if endpoint.keys:
        command = {"path": dict(path), "body": body.canonical() if body else None}
        scope_of = caller.user_id or (body.scope() if body else "")
        idempotency = Idempotency.of(scope_of, endpoint.name, key, command)
    return Request(
        caller, path, body, parameters, idempotency, key, dry_run, correlation_id, now, endpoint.name
    )  # fmt: skip


def _admit(endpoint: Endpoint, who: str) -> None:
    """Before anything is read, which may cost more than the answer: a password's fingerprint, say."""
    if endpoint.limit == "exact":
        rate_limit.admit_exactly(who)
    elif endpoint.limit == "near":
        rate_limit.admit(who)


def _dry_run(values: list[str]) -> bool:
    if values not in (["true"], ["false"]):
        raise InvalidRequest(("dryRun", "must be true or false"))
    return values == ["true"]


def _no_body(content: bytes, method: str) -> None:
    if method != "GET" and content.strip() not in (b"", b"{}", b"null"):
        raise InvalidRequest(("body", "this route takes no body"))


def _key(headers: Mapping[str, str]) -> str | None:
    given = {headers[name] for name in ("idempotency-key", "idempotent-key") if name in headers}
    if not given:
        return None
    if len(given) > 1 or not _KEY.fullmatch(next(iter(given))):
        raise InvalidRequest(("Idempotency-Key", "must be 1 to 255 printable characters"))
    return given.pop()


def plain(reply: schemas.Reply) -> dict[str, object]:
    """A reply as plain JSON, for records that keep it."""
    return msgspec.to_builtins(reply)
