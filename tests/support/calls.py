"""What was asked of the database, counted."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.platform.clients import client


@contextmanager
def calls() -> Iterator[list[str]]:
    """Every call to DynamoDB made within, in order."""
    made: list[str] = []

    def note(model, **_):
        made.append(model.name)

    events = client("dynamodb").meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield made
    finally:
        events.unregister("before-call.dynamodb", note)
