"""The one client of the bank's REST API over HTTP: the demo journey and the tests of a running bank speak through it."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What the API answered; header names are lower case. `asked` is method and path."""

    asked: str
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """The parsed JSON."""
        return json.loads(self.text)

    @property
    def code(self) -> str | None:
        """The stable code of a problem document."""
        return self.body.get("code") if "problem+json" in self.headers.get("content-type", "") else None

    def expect(self, status: int | None = None) -> "Answer":
        """Itself, if it has this status, or any 2xx unless one is given. Raises Refused."""
        if self.status != status if status is not None else not 200 <= self.status < 300:
            raise Refused(self)
        return self

    def __getitem__(self, name: str) -> Any:
        """A field of what was asked for. Raises Refused when the answer is none of it."""
        return self.expect().body[name]


class Refused(Exception):
    """An answer the caller did not expect."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.asked} answered {answer.status}: {answer.text}")


@dataclass(frozen=True)
class Api:
    """The API at `url`; with a token it calls as that user. Any status is an answer."""

    url: str
    token: str | None = None
    user_id: str | None = None

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = None, raw: bytes | None = None, **headers: str
    ) -> Answer:
        """One request. `raw` sends these bytes as they are; a header's name is written with underscores."""
        content = raw if raw is not None else (None if body is None else json.dumps(body).encode())
        return self._send(method, path, content, key, headers)

    def _send(self, method: str, path: str, content: bytes | None, key: str | None, headers: Mapping[str, str]) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given.setdefault("Authorization", f"Bearer {self.token}")
        if key is not None:
            given["Idempotency-Key"] = key
        if content is not None:
            given.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=content, headers=given, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            names = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(f"{method} {path}", answer.status, names, answer.read().decode("utf-8", "replace"))

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, None, None, headers)

    def post(self, path: str, body: object = None, *, key: str | None = None, **headers: str) -> Answer:
        """A POST under a key; a fresh one unless given."""
        return self._send("POST", path, json.dumps({} if body is None else body).encode(), key or uuid.uuid4().hex, headers)

    def put(self, path: str, body: object, **headers: str) -> Answer:
        return self._send("PUT", path, json.dumps(body).encode(), None, headers)

    def as_user(self, email: str, password: str) -> "Api":
        """The same API, called by who signs in with these. Raises Refused."""
        pair = self.call("POST", "/login", {"email": email, "password": password}).expect(200)
        return Api(self.url, pair["accessToken"], pair["userId"])

    def cards(self) -> dict[str, dict[str, Any]]:
        """The caller's cards by type."""
        return {card["type"]: card for card in self.get("/cards")["items"]}
