"""Entry points for state machines: a task takes and returns a small flat object of ids.

Business outcomes are returned as data; a raised exception is a fault that the machine retries or catches by class name.
"""

import functools
from collections.abc import Callable
from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.platform.observability import begin, logger


class MalformedInput(Exception):
    """The machine passed something the task cannot read: retrying cannot help."""


def task(blueprint: Blueprint, name: str) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., Any]]:
    """Registers `handler(input: Struct) -> dict` as the Lambda function `name`; the type of `input` validates the event."""

    def register(handler: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
        shape = next(iter(handler.__annotations__.values()))

        @functools.wraps(handler)
        def run(event: object, context: object) -> dict[str, Any]:
            begin(context, event.get("correlationId") if isinstance(event, dict) else None)
            try:
                command = msgspec.convert(event, shape)
            except msgspec.ValidationError as error:
                raise MalformedInput(str(error)) from error
            outcome = handler(command)
            logger.info(name, extra={"outcome": outcome.get("outcome")})
            return outcome

        return blueprint.lambda_function(name=name)(run)

    return register
