"""Listens to botocore: which AWS calls were made, in order, with what units, on which keys, for how long."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3

from benchmarks.units import item_bytes, read_units, write_units

_ACTIONS = ("Put", "Update", "Delete", "ConditionCheck")


@dataclass(eq=False)
class Call:
    """One AWS call. `parameters` and `answer` are boto3's own shapes."""

    service: str
    operation: str
    parameters: dict[str, Any]
    answer: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    failed: bool = False

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"

    @property
    def transactional_items(self) -> int:
        return len(self.parameters["TransactItems"]) if self.operation == "TransactWriteItems" else 0


# Answers a call in this process instead of sending it; None lets it through.
Substitute = Callable[[Call], dict[str, Any] | None]
Named = tuple[str, dict[str, Any], dict[str, Any] | None]  # table, key, and the item when it is put


class Recorder:
    """One per process: it hooks the default session before the bank makes its clients."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.substitute: Substitute | None = None
        self._pending = threading.local()

    def install(self) -> None:
        events = boto3._get_default_session().events
        events.register_first("provide-client-params", self._asked)
        events.register_first("before-call", self._starting)
        events.register_last("after-call", self._answered)

    def _asked(self, params: Any, model: Any, **_: object) -> None:
        self._pending.call = Call(model.service_model.service_name, model.name, params)

    def _starting(self, model: Any, **_: object) -> tuple["_Answered", dict[str, Any]] | None:
        call = self._pending.call
        answer = self.substitute(call) if self.substitute else None
        self._pending.call = call  # a substitute may have made calls of its own
        self.calls.append(call)
        call.seconds = -time.perf_counter()
        if answer is not None:
            return _Answered(), answer
        return None

    def _answered(self, http_response: Any, parsed: Any, **_: object) -> None:
        call = self._pending.call
        call.seconds += time.perf_counter()
        call.answer, call.failed = parsed, http_response.status_code >= 300


class _Answered:
    status_code = 200


class Meter:
    """Turns calls into units and keys. `sizes` reads an item as it is now, with a client nobody listens to."""

    def __init__(self, tables: dict[str, dict[str, Any]], unheard: Any) -> None:
        self._tables, self.unheard = tables, unheard

    def touches(self, call: Call) -> list[tuple[str, str]]:
        """(table, partition key) of every item a call reads or writes, (table/index, key) of an index's."""
        found = []
        for table, key, item in self._items(call):
            found.append((table, self._partition(table, key)))
            for name, index in (self._tables[table].get("indexes") or {}).items():
                if item and index["hash_key"] in item:
                    found.append((f"{table}/{name}", str(item[index["hash_key"]])))
        if call.operation == "Query":
            values = call.parameters.get("ExpressionAttributeValues", {})
            asked = "/".join(filter(None, (call.parameters["TableName"], call.parameters.get("IndexName"))))
            found.append((asked, str(next(iter(values.values()), ""))))
        return found

    def written(self, call: Call) -> list[tuple[str, dict[str, Any]]]:
        """(table, item as it is now) of everything a call wrote."""
        if call.failed:
            return []
        keys = [(table, key) for table, key, _ in self._items(call, writes=True)]
        items = [(table, self.item(table, key)) for table, key in keys]
        return [(table, item) for table, item in items if item]

    def units(self, call: Call) -> tuple[float, float]:
        """(write units, read units) of a call, as if nothing had been in the way."""
        if call.service != "dynamodb":
            return 0, 0
        if call.operation in ("TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"):
            transactional = call.operation == "TransactWriteItems"
            return sum(self._write_units(each, transactional) for each in self._items(call, writes=True)), 0
        consistent = call.parameters.get("ConsistentRead", False)
        if call.operation == "Query":
            return 0, read_units(sum(map(item_bytes, call.answer.get("Items", ()))), consistent=consistent)
        if call.operation == "BatchGetItem":
            asked = call.parameters["RequestItems"]
            found = [(item, asked[table]) for table, items in call.answer.get("Responses", {}).items() for item in items]
            missing = sum(len(each["Keys"]) for each in asked.values()) - len(found)
            return 0, missing + sum(
                read_units(item_bytes(item), consistent=each.get("ConsistentRead", False)) for item, each in found
            )
        return 0, read_units(item_bytes(call.answer.get("Item", {})), consistent=consistent)

    def _write_units(self, named: Named, transactional: bool) -> int:
        table, key, item = named
        now = item or self.item(table, key) or {}
        carried = [index for index in (self._tables[table].get("indexes") or {}).values() if index["hash_key"] in now]
        return write_units(item_bytes(now), transactional=transactional, indexes=len(carried))

    def _items(self, call: Call, writes: bool = False) -> Iterator[Named]:
        """(table, key, item when it is put) of each item a call names."""
        asked = call.parameters
        if call.service != "dynamodb":
            return
        if call.operation == "TransactWriteItems":
            for change in asked["TransactItems"]:
                ((_, each),) = ((name, change[name]) for name in _ACTIONS if name in change)
                yield self._named(each)
        elif call.operation in ("PutItem", "UpdateItem", "DeleteItem"):
            yield self._named(asked)
        elif not writes and call.operation == "GetItem":
            yield self._named(asked)
        elif not writes and call.operation == "BatchGetItem":
            for table, each in asked["RequestItems"].items():
                for key in each["Keys"]:
                    yield table, key, None

    def _named(self, each: dict[str, Any]) -> Named:
        table, item = each["TableName"], each.get("Item")
        if "Key" in each:
            return table, each["Key"], item
        names = [self._tables[table][name] for name in ("hash_key", "range_key") if self._tables[table].get(name)]
        return table, {name: each["Item"][name] for name in names}, item

    def _partition(self, table: str, key: dict[str, Any]) -> str:
        return str(key[self._tables[table]["hash_key"]])

    def item(self, table: str, key: dict[str, Any]) -> dict[str, Any] | None:
        return self.unheard.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
