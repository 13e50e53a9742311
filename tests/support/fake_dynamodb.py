"""The simulator's DynamoDB for tests that look at single calls: `calls` names them, `fault` stands around each."""

import threading
from collections.abc import Callable
from typing import Any

from simulation.doubles.dynamodb import DynamoDB, cancelled
from simulation.doubles.errors import service_error

__all__ = ["FakeDynamoDB", "cancelled", "service_error"]
_CALLS = {
    "get_item", "batch_get_item", "query", "scan", "put_item", "update_item", "delete_item", "transact_write_items",
}  # fmt: skip


class FakeDynamoDB(DynamoDB):
    """The client behind `platform.dynamo`. `fault` gets a call, its request and what performs it, and answers."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.fault: Callable[[str, dict, Callable[[], dict]], dict] = lambda call, request, perform: perform()
        self._lock = threading.Lock()

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in _CALLS:
            return found

        def call(**request: Any) -> dict:
            def perform() -> dict:
                with self._lock:
                    return found(**request)

            self.calls.append(name)
            return self.fault(name, request, perform)

        return call

    def get_paginator(self, name: str) -> "FakeDynamoDB":
        assert name == "scan"
        return self

    def paginate(self, **request: Any) -> list[dict]:
        with self._lock:
            return [DynamoDB.scan(self, **request)]
