"""Fixtures that watch the application at work (calls to AWS, log lines, facts in the outbox)."""

import io
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.platform import dynamo, rate_limit, settings
from chalicelib.platform.clients import client
from chalicelib.platform.observability import logger
from tests.support import streams


@pytest.fixture
def log_text():
    """Reads what was logged since the test began, as the lines a Lambda would write."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logger.registered_formatter)
    logger.addHandler(handler)
    yield stream.getvalue
    logger._logger.removeHandler(handler)


@pytest.fixture
def database_calls(emulator):
    """The names of the DynamoDB calls since the test began, in order."""
    calls: list[str] = []

    def note(model, **_):
        calls.append(model.name)

    events = client("dynamodb").meta.events
    events.register("before-call.dynamodb", note)
    yield calls
    events.unregister("before-call.dynamodb", note)


@pytest.fixture
def lose_an_answer(emulator, monkeypatch):
    """`lose_an_answer()`: DynamoDB applies the next transaction and answers with a fault of its own; later ones are answered."""
    dynamodb = client("dynamodb")
    real = dynamodb.transact_write_items

    def lose() -> None:
        def applied_without_an_answer(**request):
            monkeypatch.setattr(dynamodb, "transact_write_items", real)
            real(**request)
            fault = {"Error": {"Code": "InternalServerError"}, "ResponseMetadata": {"HTTPStatusCode": 500}}
            raise ClientError(fault, "TransactWriteItems")

        monkeypatch.setattr(dynamodb, "transact_write_items", applied_without_an_answer)

    return lose


@pytest.fixture
def overtaken(emulator, monkeypatch):
    """`overtaken(ask)` asks twice: the second has read what the first one read, and writes after it. Both answers, the first one's
    first. `faster` comes between instead of the same again."""
    real = dynamo.transact

    def both(ask: Callable[[], Any], faster: Callable[[], Any] | None = None) -> tuple[Any, Any]:
        first: list[Any] = []

        def meanwhile(changes, **more):
            monkeypatch.setattr(dynamo, "transact", real)
            first.append((faster or ask)())
            return real(changes, **more)

        monkeypatch.setattr(dynamo, "transact", meanwhile)
        late = ask()
        return first[0], late

    return both


@pytest.fixture
def facts(emulator):
    """`facts(user_id)`: the outbox items that have a delivery about this user."""
    return lambda user_id: [item for item in streams.outbox(user_id) if user_id in str(item["deliveries"])]


@pytest.fixture
def five_a_minute(monkeypatch):
    """Five requests a minute, in a minute of its own that does not end: years ahead, so that no count of it has outlived its time."""
    minute = datetime.fromtimestamp(60 * random.randrange(5 * 10**7, 10**8), UTC)
    monkeypatch.setattr(settings, "rate_limit_per_minute", lambda: 5)
    monkeypatch.setattr(rate_limit, "clock", SimpleNamespace(now=lambda: minute))
