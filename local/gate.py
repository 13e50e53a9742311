"""The emulator's gate, in front of everything it answers: strangers are turned away, and who is let in carries the bank's keys.

ministack takes any key, any Host and any Origin, and tells every page that it may read the answer. A page that a developer
has open could make a function and run it, or wipe the bank's state. What needs no key here is the REST API alone: it has an
authorizer of its own, as on AWS. The emulator checks the signatures: local/patches/keys.py.
"""

import hmac
import json
import os
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ministack import app
from ministack.core.router import extract_access_key_id

from local import strangers
from release.declaration import APP

_API = "/_aws/execute-api/"
_FORWARDED = {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-port", b"x-forwarded-proto", b"x-real-ip"}


def install() -> None:
    """Every request passes the gate before our own requests and ministack's see it."""
    original, hosts, origins = app.app, _hosts(), _origins()

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await original(scope, receive, send)
            return
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        asked = _without_site(headers) if _is_upload(scope, dict(headers)) else headers
        reason = strangers.refusal(scope.get("method", ""), asked, hosts, origins) or _without_keys(scope, dict(headers))
        if reason:
            await _refuse(scope, send, reason)
            return
        await original(scope | {"headers": _as_connected(scope)}, receive, send)

    app.app = answer


def _hosts() -> frozenset[str]:
    """Our port, and the host that signed links are told to name, if a developer has set one."""
    public = urlsplit(os.environ.get("BANK_PUBLIC_S3_ENDPOINT", "")).netloc
    return strangers.hosts_of(int(os.environ["GATEWAY_PORT"])) | ({public} if public else set())


def _origins() -> frozenset[str]:
    doors = [int(port) for port in (os.environ["GATEWAY_PORT"], os.environ.get("BANK_FRONT_DOOR_PORT")) if port]
    return strangers.origins_of(*doors)


def _without_keys(scope: dict[str, Any], headers: dict[str, str]) -> str | None:
    """Why a request that should carry the bank's keys does not pass. An emulator without keys of its own asks for none."""
    secret, path = os.environ.get("AWS_SECRET_ACCESS_KEY"), scope["path"]
    if not secret or path.startswith(_API):
        return None
    if path.startswith("/_"):  # ministack's requests and our own, which nobody signs
        given = headers.get("authorization", "")
        return (
            None if hmac.compare_digest(given.encode(), f"Bearer {secret}".encode()) else "This request needs the bank's secret."
        )
    if _is_upload(scope, headers):
        return None
    preflight = scope.get("method") == "OPTIONS" and "origin" in headers
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if scope["type"] == "http" and (preflight or extract_access_key_id(headers, query)):
        return None
    return "This request carries no access key."


def _is_upload(scope: dict[str, Any], headers: dict[str, str]) -> bool:
    """A form that sends a file into a bucket of the bank: what signs it stands inside, where S3 looks (local/patches/keys.py)."""
    is_form = scope.get("method") == "POST" and headers.get("content-type", "").startswith("multipart/form-data")
    in_bucket = re.fullmatch(rf"/{APP}-[a-z0-9-]+", scope["path"]) is not None
    return is_form and in_bucket and not scope.get("query_string") and not headers.keys() & {"x-amz-target", "authorization"}


def _without_site(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What judges a form with a file by its `Origin` alone: a page of the front door is another port's, so the same site only."""
    names = {name for name, _ in headers}
    return [(name, value) for name, value in headers if name != "sec-fetch-site"] if "origin" in names else headers


def _as_connected(scope: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers with the address that the request came from; what a caller claims about that is nobody's word."""
    own = [(name, value) for name, value in scope["headers"] if name.lower() not in _FORWARDED]
    return [*own, (b"x-forwarded-for", scope["client"][0].encode()), (b"x-forwarded-proto", b"http")]


async def _refuse(scope: dict[str, Any], send: Any, reason: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = json.dumps({"__type": "AccessDeniedException", "message": reason}).encode()
    headers = [(b"content-type", b"application/json"), (b"x-amzn-errortype", b"AccessDeniedException")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
