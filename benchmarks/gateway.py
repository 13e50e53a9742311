"""API Gateway's memory, for code that calls the API in its own process: what the authorizer has said of a token holds for a minute.

So a measured request is what it is nearly always, and somebody without a session on any table can be the caller.
"""

import time
from collections.abc import Collection

from chalice import AuthResponse
from chalice.app import AuthRequest

from chalicelib.identity.authorizer import authorize
from chalicelib.platform.auth import Caller

_known: dict[str, AuthResponse] = {}
_ask = authorize.func


def _remembering(request: AuthRequest) -> object:
    return _known.get(request.token) or _ask(request)


authorize.func = _remembering


def let_through(user_id: str, email: str, roles: Collection[str], session_id: str = "") -> str:
    """A header `Authorization` that is known to be theirs, of a login just now; they have one session unless another is named."""
    now, header = int(time.time()), f"Bearer {user_id} {' '.join(roles)} {session_id}"
    about = {"sub": user_id, "customer_id": user_id, "email": email, "roles": roles, "exp": now + 900}
    session = {"sid": session_id or user_id, "auth_time": now, "amr": ["pwd"]}
    _known[header] = AuthResponse(["*"], user_id, Caller.context({**about, **session}))
    return header
