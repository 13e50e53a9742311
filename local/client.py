"""A small client of the bank's REST API: what the demo journey, the end-to-end tests and the benchmark speak through."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reply:
    """Status, headers (names in lower case) and body: parsed JSON where it is JSON."""

    status: int
    headers: Mapping[str, str]
    body: object

    def __getitem__(self, name: str):
        return self.body[name]


class Refused(Exception):
    """An answer the caller did not expect."""

    def __init__(self, method: str, path: str, reply: Reply) -> None:
        super().__init__(f"{method} {path} answered {reply.status}: {reply.body}")
        self.reply = reply


@dataclass
class BankClient:
    """Calls as one person: `login` keeps the tokens. `timeout_seconds` is for one call."""

    api_url: str
    headers: dict[str, str] = field(default_factory=dict)
    timeout_seconds: float = 30
    user_id: str = ""
    refresh_token: str = ""

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One call; any status is an answer."""
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **self.headers, **(headers or {})}
        if key is not None:
            sent["Idempotency-Key"] = key
        request = urllib.request.Request(self.api_url.rstrip("/") + path, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout_seconds) as answer:
                return _reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            return _reply(answer.code, answer.headers, answer.read())

    def get(self, path: str, expect: int | None = 200) -> Reply:
        return self._expected("GET", path, None, None, expect)

    def post(self, path: str, body: object = None, *, key: str | None = None, expect: int | None = None) -> Reply:
        """`expect` None takes any 2xx."""
        return self._expected("POST", path, body if body is not None else {}, key, expect)

    def put(self, path: str, body: object, expect: int | None = 200) -> Reply:
        return self._expected("PUT", path, body, None, expect)

    def register(self, email: str, password: str, document: str, name: str = "Ada", last_name: str = "Lovelace") -> str:
        """Registers and returns the user's id."""
        person = {"name": name, "lastName": last_name, "email": email, "password": password, "documentNumber": document}
        return self.post("/register", person, expect=201)["userId"]

    def login(self, email: str, password: str) -> "BankClient":
        """Logs in; later calls carry the access token."""
        reply = self.post("/login", {"email": email, "password": password}, expect=200)
        self.headers["Authorization"] = f"Bearer {reply['accessToken']}"
        self.user_id, self.refresh_token = reply["userId"], reply["refreshToken"]
        return self

    def cards(self) -> dict[str, dict]:
        """The caller's cards by type."""
        return {card["type"]: card for card in self.get("/cards")["items"]}

    def _expected(self, method: str, path: str, body: object, key: str | None, expect: int | None) -> Reply:
        reply = self.call(method, path, body, key=key)
        if reply.status != expect if expect is not None else not 200 <= reply.status < 300:
            raise Refused(method, path, reply)
        return reply


def _reply(status: int, headers, content: bytes) -> Reply:
    names = {name.lower(): value for name, value in headers.items()}
    text = content.decode("utf-8", "replace")
    if "json" in names.get("content-type", "") and text:
        return Reply(status, names, json.loads(text))
    return Reply(status, names, text)
