"""What was asked of the database, or of another service, counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from chalicelib.platform.clients import client


@contextmanager
def calls(service: Literal["dynamodb", "s3"] = "dynamodb") -> Iterator[list[str]]:
    """Every call to it made within, in order."""
    made: list[str] = []

    def note(model, **_):
        made.append(model.name)

    events = client(service).meta.events
    events.register(f"before-call.{service}", note)
    try:
        yield made
    finally:
        events.unregister(f"before-call.{service}", note)
