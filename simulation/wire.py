"""What lies between a caller and AWS: time, faults, and the tries that the SDK makes by itself.

Every call gives way here, so this is where one handler stops and another goes on.
"""

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from types import FrameType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from chalicelib.platform import clients
from simulation.doubles.errors import NotKnown
from simulation.faults import Attempt
from simulation.weather import Weather

if TYPE_CHECKING:
    from simulation.world import World

_WRAPPERS = ("chalicelib.platform.dynamo", "chalicelib.platform.clients")
_NAMELESS = re.compile(r"(\.<locals>\.<\w+>)+$")  # what is no function of its own in the sources
_UNLESS_SAID = {"total_max_attempts": 5}
_TRIED_AGAIN = {
    "ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded", "TransactionInProgressException",
    "InternalServerError", "ServiceUnavailable", "RequestTimeout", "SlowDown",
}  # fmt: skip


class Client:
    """A double as the bank sees it: each of its methods is a call over the wire."""

    def __init__(self, service: str, double: Any, wire: "Wire") -> None:
        self._service, self._double, self._wire = service, double, wire

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._double, name)
        if not callable(found) or isinstance(found, type) or name.startswith("generate_"):
            return found  # the classes of its errors; a link is signed without a call

        def call(**parameters: Any) -> Any:
            return self._wire.call(self._service, name, found, parameters)

        setattr(self, name, call)
        return call

    def get_paginator(self, name: str) -> "Paginator":
        return Paginator(getattr(self, name))


class Paginator:
    """Page after page of a scan, each of them a call."""

    def __init__(self, call: Callable[..., Mapping[str, Any]]) -> None:
        self._call = call

    def paginate(self, **parameters: Any) -> Any:
        while True:
            page = self._call(**parameters)
            yield page
            if "LastEvaluatedKey" not in page:
                return
            parameters["ExclusiveStartKey"] = page["LastEvaluatedKey"]


class Wire:
    def __init__(self, world: "World") -> None:
        self._world = world
        self.weather = Weather(world)

    def call(self, service: str, operation: str, perform: Callable[..., Any], parameters: dict[str, Any]) -> Any:
        """The answer, or the error that is left after the SDK's tries. Outside of tasks nothing happens on the way."""
        world, task = self._world, self._world.task
        if task is None:
            return perform(**parameters)
        if task.killed:
            task.die()
        site = task.site or f"{_caller()} {operation}"
        name = task.numbered(operation)
        request: dict[str, Any] = {"context": {}}
        tries = (clients.config_of(service).retries or _UNLESS_SAID)["total_max_attempts"]
        for number in range(1, tries + 1):
            this = f"{name} ({number})" if number > 1 else name
            world.sleep(world.decisions.between(f"{this} takes", 0.002, self.weather.slowest))
            attempt = Attempt(world, service, operation, this, site, lambda: perform(**parameters))
            try:
                return self.weather.strike(attempt)
            except (ClientError, HTTPClientError) as error:
                if service == "dynamodb":
                    clients.note_doubt(_as_seen_by_hooks(error), request, error)
                if number == tries or not _is_tried_again(error):
                    raise
            except ConnectionError as error:
                if service == "dynamodb":
                    clients.note_doubt(None, request, error)
                raise
            except (NotKnown, TypeError) as unknown:  # said aloud, since the bank may take it for a fault of AWS and go on
                world.broken(f"{service} {operation} is not played so: {unknown}")
                raise
            world.sleep(world.decisions.between(f"{this} pauses", 0.01, min(2.0**number, 20)))
        raise AssertionError("a call is tried once at least")


def _is_tried_again(error: Exception) -> bool:
    return not isinstance(error, ClientError) or error.response["Error"]["Code"] in _TRIED_AGAIN


def _as_seen_by_hooks(error: Exception) -> tuple[Any, Any] | None:
    """What came back, as the SDK shows it to those who watch its tries."""
    if not isinstance(error, ClientError):
        return None
    return SimpleNamespace(status_code=error.response["ResponseMetadata"]["HTTPStatusCode"]), error.response


def _caller() -> str:
    """The function of the bank that makes the call."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals["__name__"]
        if module.startswith("chalicelib.") and module not in _WRAPPERS:
            return _name_of(module, frame.f_code.co_qualname)
        frame = frame.f_back
    return "outside"


@cache
def _name_of(module: str, function: str) -> str:
    return f"{module.removeprefix('chalicelib.')}.{_NAMELESS.sub('', function)}"
