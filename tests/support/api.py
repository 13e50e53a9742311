"""The API in this process, on an emulator's tables: a caller per object, no gateway, no authorizer cache."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from chalice.test import Client

from app import app
from benchmarks.gateway import let_through
from chalicelib.kernel import ids
from chalicelib.platform.roles import Role


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict
    headers: dict

    def __getitem__(self, name: str):
        return self.body[name]

    @property
    def replayed(self) -> bool:
        return self.headers.get("Idempotency-Replayed") == "true"


def call(
    method: str,
    path: str,
    body: object = None,
    *,
    token: str | None = None,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request as a client without any help would send it."""
    headers = {"Content-Type": "application/json", **(headers or {})}
    headers |= {"Authorization": f"Bearer {token}"} if token is not None else {}
    headers |= {"Idempotency-Key": key} if key is not None else {}
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    # Not entered as a context manager: that would swap environment variables under other threads.
    send = getattr(Client(app, stage_name="local").http, method.lower())
    try:
        answer = send(path, headers=headers, body=content)
    except Exception as error:
        if str(error) != "Unauthorized":  # what an authorizer says for API Gateway's own 401
            raise
        return Answer(401, {"code": "unauthenticated"}, {})
    return Answer(answer.status_code, json.loads(answer.body) if answer.body else {}, dict(answer.headers))


@dataclass
class Caller:
    """Someone whom API Gateway has let through; `roles` decide what they may do."""

    roles: tuple[str, ...] = ("customer",)
    user_id: str = field(default_factory=ids.new_id)
    email: str = "someone@example.com"
    session_id: str = ""

    def get(self, path: str) -> Answer:
        return self._call("GET", path)

    def post(self, path: str, body: object = None, key: str | None = "fresh", **headers: str) -> Answer:
        """`key` "fresh" sends a new idempotency key, None sends none; a header's name is written with underscores."""
        return self._call("POST", path, body, uuid.uuid4().hex if key == "fresh" else key, headers)

    def put(self, path: str, body: object, **headers: str) -> Answer:
        return self._call("PUT", path, body, None, headers)

    def delete(self, path: str) -> Answer:
        return self._call("DELETE", path)

    def _call(
        self,
        method: str,
        path: str,
        body: object = None,
        key: str | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(method, path, body, token=self.let_through().removeprefix("Bearer "), key=key, headers=named)

    def let_through(self) -> str:
        """The header Authorization that the gateway now knows to be theirs."""
        return let_through(self.user_id, self.email, self.roles, self.session_id)


def staff(*roles: Role) -> Caller:
    """A member of staff, somebody else each time."""
    return Caller(roles=roles)
