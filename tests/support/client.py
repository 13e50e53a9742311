"""A caller of the running API: sends JSON, knows its token, and gives every POST that wants one an Idempotency-Key."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

_TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What the API answered; `body` is parsed when it is JSON, header names are lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> dict:
        return json.loads(self.text)

    @property
    def code(self) -> str | None:
        """The stable code of a problem document."""
        return self.body.get("code") if "problem+json" in self.headers.get("content-type", "") else None


@dataclass
class Api:
    """The API at `url`; with a token it calls as that user."""

    url: str
    token: str | None = None
    user_id: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = None, raw: bytes | None = None, **headers: str
    ) -> Answer:
        """One request. `raw` sends these bytes as they are; a header's name is written with underscores."""
        given = dict(self.headers) | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given.setdefault("Authorization", f"Bearer {self.token}")
        if key is not None:
            given["Idempotency-Key"] = key
        content = raw if raw is not None else (None if body is None else json.dumps(body).encode())
        if content is not None:
            given.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=content, headers=given, method=method)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, _lower(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, _lower(answer.headers), answer.read().decode())

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: object = None, *, key: str | None = None, **headers: str) -> Answer:
        """A POST under a key; a fresh one unless given."""
        return self.call("POST", path, {} if body is None else body, key=key or str(uuid.uuid4()), **headers)

    def put(self, path: str, body: object, **headers: str) -> Answer:
        return self.call("PUT", path, body, **headers)

    def as_user(self, email: str, password: str) -> "Api":
        """The same API, called by who signs in with these."""
        answer = self.call("POST", "/login", {"email": email, "password": password})
        assert answer.status == 200, answer.text
        return Api(self.url, answer.body["accessToken"], answer.body["userId"])

    def registered(self, name: str = "Ada", last_name: str = "Lovelace", **fields: str) -> "Customer":
        """A new customer with an email and a document number nobody else has, signed in."""
        unique = uuid.uuid4().hex
        person = {
            "name": name,
            "lastName": last_name,
            "email": f"{unique}@example.com",
            "password": f"correct horse {unique[:8]}",
            "documentNumber": unique[:20].upper(),
            **fields,
        }
        answer = self.post("/register", person)
        assert answer.status == 201, answer.text
        return Customer(self.as_user(person["email"], person["password"]), person, answer.body["userId"])


@dataclass(frozen=True)
class Customer:
    """A registered person and the API as they call it."""

    api: Api
    person: Mapping[str, str]
    user_id: str

    @property
    def email(self) -> str:
        return self.person["email"]


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
