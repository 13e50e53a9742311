"""The bank's door: requests as API Gateway hands them to the function behind it, and what clients hear of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from botocore.exceptions import BotoCoreError, ClientError
from chalice.local import LambdaEventConverter, RouteMatcher

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from simulation.doubles.errors import FunctionError

if TYPE_CHECKING:
    from simulation.world import World

GATEWAY_SECONDS = 29.0
_EVERY_METHOD = "arn:aws:execute-api:us-east-1:000000000000:api/api/GET/cards"
_OWN_PAGE = {"origin": "https://bank.example", "sec-fetch-site": "same-origin", "x-inferno-web": "1"}
_KEPT = {409, 422, 423}  # refusals that are remembered under a key, beside successes
# Whoever hears one of these asks again under the same key: it says nothing of what became of the request.
_SAY_NOTHING = {"request_in_progress", "outcome_unknown", "too_many_requests", "account_busy"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    cookie: str = field(default="", compare=False)

    @property
    def code(self) -> str:
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""

    @property
    def known(self) -> bool:
        """Whether it tells the end of the request."""
        return self.status < 500 and self.code not in _SAY_NOTHING

    @property
    def accepted(self) -> bool:
        return self.status < 300

    def may_become(self, later: "Answer") -> bool:
        """Whether the same key may be answered so later. A success and a refusal of 409, 422 and 423 are kept under it. Any other
        refusal is of the moment: a day that was to come is over by then, a payee is there again. A wrong request becomes no right one."""
        if self.accepted or self.status in _KEPT:
            return self == later
        return not (self.status == 400 and later.accepted)


@dataclass(frozen=True)
class Who:
    """A caller. With a `token` the authorizer is asked about it; without one they are let through as it would, in `session_id`."""

    user_id: str
    email: str
    role: str = "customer"
    session_id: str = ""
    token: str = ""

    def context(self) -> dict[str, str]:
        now = clock.epoch_seconds(clock.now())
        about = {"sub": self.user_id, "customer_id": self.user_id, "email": self.email, "roles": [self.role]}
        return Caller.context(
            {**about, "sid": self.session_id or ids.new_id(), "auth_time": now, "amr": ["pwd"], "exp": now + 900}
        )


@dataclass(frozen=True)
class Request:
    """`page` is the cookie of one of the bank's own pages, "" of one without; None is no page. An `act` goes another way."""

    method: str
    path: str
    body: Any = None
    key: str = ""
    authorization: str = ""  # of a payment, by step-up
    page: str | None = None
    act: Callable[[], Any] | None = None

    def event(self) -> dict[str, Any]:
        headers = {"content-type": "application/json"}
        headers |= {"idempotency-key": self.key} if self.key else {}
        headers |= {"payment-authorization": self.authorization} if self.authorization else {}
        headers |= {**_OWN_PAGE, "cookie": self.page} if self.page is not None else {}
        text = "" if self.body is None else json.dumps(self.body)
        return _converter().create_lambda_event(self.method, self.path, headers, text)  # type: ignore[arg-type]


def ask(world: "World", name: str, request: Request, who: Who | None, patience: float = GATEWAY_SECONDS) -> Answer | None:
    """What the client hears, None when that is nothing: then the request may have been done, or may still be."""
    calling = world.start(name, lambda: _answer(world, request, who))
    try:
        return world.wait(calling.promise, None if request.act else patience)
    except (TimeoutError, FunctionError):
        return None
    except (BotoCoreError, ClientError, dynamo.Refused, RequestInProgress):  # of an act: it is done again
        if request.act is None:
            raise
        return None


def _answer(world: "World", request: Request, who: Who | None) -> Answer:
    if request.act is not None:
        return Answer(200, request.act())
    event = request.event()
    if who is not None:
        event["requestContext"]["authorizer"] = _admitted(world, who) if who.token else who.context()
    if who is not None and not event["requestContext"]["authorizer"]:
        return Answer(401, {"code": "unauthorized"})
    answer = world.invoke("api_handler", event)
    body = json.loads(answer["body"]) if _is_json(answer) and answer["body"] else answer["body"]
    return Answer(answer["statusCode"], body, answer["headers"].get("Set-Cookie", "").partition(";")[0])


def _is_json(answer: dict[str, Any]) -> bool:
    return "json" in {name.lower(): value for name, value in answer["headers"].items()}.get("content-type", "json")


def _admitted(world: "World", who: Who) -> dict[str, str]:
    """What the authorizer says of who asks; nothing of somebody whom it does not let in."""
    event = {"type": "TOKEN", "authorizationToken": f"Bearer {who.token}", "methodArn": _EVERY_METHOD}
    try:
        found: dict[str, str] = world.invoke("authorize", event)["context"]
        return found
    except FunctionError as error:
        if "Unauthorized" not in str(error):
            raise
        return {}


@cache
def _converter() -> LambdaEventConverter:
    from app import app

    return LambdaEventConverter(_Routes(list(app.routes)))


class _Routes(RouteMatcher):
    """Chalice's own, which goes through all routes at each request, asked of those only that can be meant."""

    def __init__(self, routes: list[str]) -> None:
        super().__init__(routes)
        self._by_shape: dict[tuple[int, str], RouteMatcher] = {}
        for shape in {_shape(route) for route in routes}:
            self._by_shape[shape] = RouteMatcher([route for route in routes if _shape(route) == shape])

    def match_route(self, url: str) -> Any:
        found = self._by_shape[_shape(url.partition("?")[0])].match_route(url)
        if "%" in url:  # the gateway reads what is escaped
            found.captured.update({name: unquote(text) for name, text in found.captured.items()})
        return found


def _shape(path: str) -> tuple[int, str]:
    """How many parts a path has, and its first: no route of the bank's begins with a variable."""
    parts = path.rstrip("/").split("/")
    return len(parts), parts[1]
