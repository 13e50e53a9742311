"""Lambda: the bank's own handlers, each invocation a task that can be killed and that runs out of its time."""

import json
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from simulation.doubles.errors import FunctionError
from simulation.scheduler import Killed

if TYPE_CHECKING:
    from simulation.world import World

_API = "api_handler"
_SECONDS = 30


class Context:
    """What a handler gets beside its event."""

    def __init__(self, name: str, arn: str, request_id: str) -> None:
        self.function_name, self.invoked_function_arn, self.aws_request_id = name, arn, request_id


class Functions:
    def __init__(self, world: "World") -> None:
        self._world = world

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """What the function answers, inside a task. Raises FunctionError when it failed, was killed or took too long."""
        world = self._world
        title = world.numbered(name)
        context = Context(name, world.place.arn(f"function/{name}"), title)
        seconds = world.declaration.functions.get(name, {}).get("timeout_seconds", _SECONDS)
        task = world.function(title, lambda: handler(name)(json.loads(json.dumps(event)), context), seconds)
        try:
            return json.loads(json.dumps(world.wait(task.promise)))
        except Killed:
            if not task.promise.done:
                raise  # it is who waits that was killed
            raise FunctionError("Lambda.Unknown", "The function was killed, or ran out of its time") from None
        except Exception as error:
            raise FunctionError(type(error).__name__, str(error)) from error


@cache
def handler(name: str) -> Callable[[dict[str, Any], Any], Any]:
    """The function that `app.py` registers under a declared name."""
    from app import app

    if name == _API:
        return app
    registered = {each.name: each.handler_string for each in app.event_sources}
    registered |= {each.name: each.handler_string for each in app.pure_lambda_functions}
    registered |= {each.name: each.handler_string for each in app.builtin_auth_handlers}
    module, _, function = registered[name].rpartition(".")
    return getattr(import_module(module), function)
