"""The bank's door: requests as API Gateway hands them to the function behind it, and what clients hear of them."""

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from chalice.local import LambdaEventConverter, RouteMatcher

from chalicelib.kernel import clock, ids
from chalicelib.platform.auth import Caller
from simulation.doubles.errors import FunctionError

if TYPE_CHECKING:
    from simulation.world import World

GATEWAY_SECONDS = 29.0
# Whoever hears one of these asks again under the same key: it says nothing of what became of the request.
_SAY_NOTHING = {"request_in_progress", "outcome_unknown", "too_many_requests", "account_busy"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

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


@dataclass(frozen=True)
class Who:
    """A caller, as the authorizer lets them through."""

    name: str
    user_id: str
    role: str = "customer"

    def context(self) -> dict[str, str]:
        now = clock.epoch_seconds(clock.now())
        about = {"sub": self.user_id, "customer_id": self.user_id, "email": f"{self.name}@bank.example", "roles": [self.role]}
        return Caller.context({**about, "sid": ids.new_id(), "auth_time": now, "amr": ["pwd"], "exp": now + 900})


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: Any = None
    key: str = ""

    def event(self, who: Who | None) -> dict[str, Any]:
        headers = {"content-type": "application/json"} | ({"idempotency-key": self.key} if self.key else {})
        text = "" if self.body is None else json.dumps(self.body)
        event: dict[str, Any] = _converter().create_lambda_event(self.method, self.path, headers, text)  # type: ignore[arg-type]
        if who is not None:
            event["requestContext"]["authorizer"] = who.context()
        return event


def ask(world: "World", name: str, request: Request, who: Who | None, patience: float = GATEWAY_SECONDS) -> Answer | None:
    """What the client hears, None when that is nothing: then the request may have been done, or may still be."""
    event = request.event(who)
    calling = world.start(name, lambda: world.invoke("api_handler", event))
    try:
        answer = world.wait(calling.promise, patience)
    except (TimeoutError, FunctionError):
        return None
    return Answer(answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None)


@cache
def _converter() -> LambdaEventConverter:
    from app import app

    return LambdaEventConverter(RouteMatcher(list(app.routes)))
