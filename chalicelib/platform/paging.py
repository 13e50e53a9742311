"""Pages of a list: `limit` and an opaque `cursor` that only its caller and its list can use."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import tokens
from chalicelib.platform.dynamo import Item
from chalicelib.platform.endpoint import Request
from chalicelib.platform.schemas import Body

DEFAULT_LIMIT = 25
Found = TypeVar("Found")


class Page(Body):
    """Which part of a list.

    limit: how many entries at most
    cursor: the `nextCursor` of the page before; the first page unless given
    """

    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = DEFAULT_LIMIT
    cursor: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None


def page(request: Request[object, Page], read: Callable[..., tuple[Found, Item | None]]) -> tuple[Found, str | None]:
    """The page that a request asks for, and the cursor of the next one.

    `read(limit=…, start=…)` gives at most `limit` from the key `start` on, with the key to go on from (None at the end). The
    cursor is good for this caller and this list: the route, what its path names, and what its query asks for besides.
    """
    query = request.query.canonical()
    asked = {name: value for name, value in query.items() if name not in ("limit", "cursor")}
    this = {"caller": request.caller.user_id, "route": json.dumps([request.route, dict(request.path), asked], sort_keys=True)}
    found, rest = read(limit=request.query.limit, start=unseal(request.query.cursor, **this))
    return found, seal(rest, **this)


def seal(start: Item | None, *, caller: str, route: str) -> str | None:
    """The cursor that goes on from the key `start`; None at the end."""
    if start is None:
        return None
    text = json.dumps(start, sort_keys=True).encode()
    return base64.urlsafe_b64encode(_seal(text, caller, route) + text).decode()


def unseal(cursor: str | None, *, caller: str, route: str) -> Item | None:
    """The key a cursor goes on from. Raises InvalidRequest for one that was not made for this caller and list."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    mark, text = raw[:16], raw[16:]
    if not text or not hmac.compare_digest(mark, _seal(text, caller, route)):
        raise InvalidRequest(("cursor", "was not made for this list"))
    return json.loads(text)


def _seal(text: bytes, caller: str, route: str) -> bytes:
    # Keyed by the oldest valid key: rotation adds keys, so a cursor outlives it for as long as tokens do.
    keys = tokens.signing_keys()
    key = keys.keys[min(keys.keys)].encode()
    return hmac.new(key, b"\0".join((caller.encode(), route.encode(), text)), hashlib.sha256).digest()[:16]
