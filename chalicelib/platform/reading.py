"""A raw request of Chalice read against what its route declares, before any handler: limit, role, ids, query, body, key.

Raises the Failures of a request that cannot be served: 400, 401, 403, 404, 413, 429.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalice.app import Request as Raw

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest, NotFound, TooLarge
from chalicelib.platform import rate_limit, schemas, settings
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call, Source
from chalicelib.platform.endpoint import Endpoint, Request
from chalicelib.platform.idempotency import Idempotency
from chalicelib.platform.own_page import OwnPage
from chalicelib.platform.own_words import OwnWords
from chalicelib.platform.schemas import Body

AUTHORIZATION = "Payment-Authorization"
_KEY = re.compile(r"[\x20-\x7e]{1,255}")
_NOBODY = Caller("", "", frozenset())
_MAXIMUM_AGENT_CHARACTERS = 200


def read(endpoint: Endpoint, raw: Raw, correlation_id: str, path: Mapping[str, str]) -> Request[Any, Any]:
    """The request as its handler gets it; `raw` is Chalice's, `path` its path parameters."""
    now, source = clock.now(), _source(raw)
    own_page = OwnPage.of(raw.headers) if endpoint.own_page else None
    caller = _caller(endpoint, raw, source, now)
    if not all(ids.is_id(value) for name, value in path.items() if name.endswith("_id")):
        raise NotFound("No such resource")
    query, dry_run = _query(endpoint, raw)
    body = _body(endpoint, raw)
    key = _key(raw.headers) if endpoint.keys and not dry_run else None
    if endpoint.key_required and key is None and not dry_run:
        raise InvalidRequest(("Idempotency-Key", "is required on this route"))
    idempotency = _idempotency(endpoint, caller, path, body, key) if endpoint.keys else None
    own_words = body.own_words() if isinstance(body, OwnWords) else {}
    call = Call(now, caller.user_id, correlation_id, dry_run, idempotency, own_words, source)
    authorization = raw.headers.get(AUTHORIZATION.lower()) if endpoint.authorized else None
    return Request(caller, path, body, query, call, key, endpoint.name, authorization, own_page)


def _source(raw: Raw) -> Source:
    agent = "".join(filter(str.isprintable, raw.headers.get("user-agent", "")))
    return Source(_address(raw), agent[:_MAXIMUM_AGENT_CHARACTERS])


def _address(raw: Raw) -> str:
    """Where the caller is. Behind CloudFront the gateway sees CloudFront, whose function says it; only there it is believed."""
    name = settings.address_header()
    told = raw.headers.get(name, "") if name else ""
    return told or str((raw.context.get("identity") or {}).get("sourceIp", ""))


def _caller(endpoint: Endpoint, raw: Raw, source: Source, now: datetime) -> Caller:
    caller = _NOBODY if endpoint.access == "open" else Caller.of(raw.context.get("authorizer") or {}, now.timestamp())
    _admit(endpoint, caller.user_id or f"{endpoint.bucket}#{source.address}")
    caller.require(endpoint.access)
    if endpoint.reauthenticated:
        caller.require_recent(now.timestamp())
    return caller


def _admit(endpoint: Endpoint, who: str) -> None:
    """Before anything is read, which may cost more than the answer."""
    if endpoint.limit == "exact":
        rate_limit.admit_exactly(who)
    elif endpoint.limit == "near":
        rate_limit.admit(who)


def _query(endpoint: Endpoint, raw: Raw) -> tuple[Body | None, bool]:
    """The query's parameters as declared, and whether it asks for a dry run."""
    given = {name: raw.query_params.getlist(name) for name in raw.query_params} if raw.query_params else {}
    dry_run = endpoint.dry_run and _dry_run(given.pop("dryRun", ["false"]))
    if given and endpoint.query is None:
        raise InvalidRequest(*((name, "is not a parameter of this route") for name in given))
    return schemas.read_query(given, endpoint.query) if endpoint.query else None, dry_run


def _dry_run(values: list[str]) -> bool:
    if values not in (["true"], ["false"]):
        raise InvalidRequest(("dryRun", "must be true or false"))
    return values == ["true"]


def _body(endpoint: Endpoint, raw: Raw) -> Body | None:
    content = raw.raw_body or b""
    content = content.encode() if isinstance(content, str) else content
    if len(content) > endpoint.maximum_body_bytes:
        raise TooLarge(f"The body may have {endpoint.maximum_body_bytes} bytes")
    if endpoint.body:
        return schemas.read_body(content, endpoint.body)
    if endpoint.form:
        return None
    if endpoint.method not in ("GET", "HEAD") and content.strip() not in (b"", b"{}", b"null"):
        raise InvalidRequest(("body", "this route takes no body"))
    return None


def _key(headers: Mapping[str, str]) -> str | None:
    given = {headers[name] for name in ("idempotency-key", "idempotent-key") if name in headers}
    if not given:
        return None
    if len(given) > 1 or not _KEY.fullmatch(next(iter(given))):
        raise InvalidRequest(("Idempotency-Key", "must be 1 to 255 printable characters"))
    return given.pop()


def _idempotency(endpoint: Endpoint, caller: Caller, path: Mapping[str, str], body: Body | None, key: str | None) -> Idempotency:
    command = {"path": dict(path), "body": body.canonical() if body else None}
    return Idempotency.of(caller.user_id or (body.scope() if body else ""), endpoint.name, key, command)
