"""DynamoDB in memory, as far as the bank's stores use it: the client behind `platform.dynamo`, thousands of calls a second.

It passes the same contract as the emulator (tests/integration/platform/test_dynamo_contract.py) and refuses whatever it
does not understand. `faults` are called before each call is applied and after it, see `Faults`.
"""

import re
import threading
from collections.abc import Callable, Mapping

from botocore.exceptions import ClientError

from chalicelib.platform import settings
from chalicelib.platform.dynamo import from_wire
from release.declaration import load

Wire = dict[str, dict]
_TERM = re.compile(r"(#?\w+) (=|<>|<=|>=|<|>) (:\w+)")
_EXISTS = re.compile(r"attribute_(not_)?exists\((#?\w+)\)")
_BETWEEN = re.compile(r"(#?\w+) BETWEEN (:\w+) AND (:\w+)")
_COMPARE: dict[str, Callable] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a is not None and a < b,
    "<=": lambda a, b: a is not None and a <= b,
    ">": lambda a, b: a is not None and a > b,
    ">=": lambda a, b: a is not None and a >= b,
}


class TransactionCanceledException(ClientError):
    pass


class ConditionalCheckFailedException(ClientError):
    pass


class Exceptions:
    TransactionCanceledException = TransactionCanceledException
    ConditionalCheckFailedException = ConditionalCheckFailedException


def service_error(code: str, status: int = 400, kind: type[ClientError] = ClientError, **more: object) -> ClientError:
    """The service's error as botocore raises it."""
    answer = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return kind(answer, "Call")


def cancelled(*codes: str, items: Mapping[int, Wire] = {}) -> TransactionCanceledException:
    """A transaction that did not happen, one reason an action: `ConditionalCheckFailed`, `TransactionConflict`, `None`."""
    reasons = [{"Code": code, **({"Item": items[at]} if items.get(at) else {})} for at, code in enumerate(codes)]
    return service_error("TransactionCanceledException", 400, TransactionCanceledException, CancellationReasons=reasons)


class FakeDynamoDB:
    """Tables by their real names, each a dict from its key to the item as on the wire."""

    exceptions = Exceptions

    def __init__(self) -> None:
        tables = load().tables
        self._keys = {settings.table_name(name): _key_names(table) for name, table in tables.items()}
        self.tables: dict[str, dict[tuple, Wire]] = {name: {} for name in self._keys}
        self.calls: list[str] = []
        self.page_items: int | None = None  # what one answer of a Query can carry, as a megabyte does
        self.fault: Callable[[str, dict, Callable[[], dict]], dict] = lambda call, request, perform: perform()
        self._lock = threading.Lock()

    def __getattr__(self, name: str):
        apply = {
            "get_item": self._get,
            "batch_get_item": self._batch_get,
            "query": self._query,
            "put_item": lambda request: self._write("Put", request),
            "update_item": lambda request: self._write("Update", request),
            "delete_item": lambda request: self._write("Delete", request),
            "transact_write_items": self._transact,
        }[name]

        def perform(**request):
            def now() -> dict:
                with self._lock:
                    return apply(request)

            self.calls.append(name)
            return self.fault(name, request, now)

        return perform

    def get_paginator(self, name: str):
        assert name == "scan"
        fake = self

        class Scan:
            def paginate(self, TableName: str, **options):
                with fake._lock:
                    return [{"Items": list(fake.tables[TableName].values())}]

        return Scan()

    def items(self, table: str) -> list[dict]:
        """A declared table's items, as plain dicts."""
        return [from_wire(item) for item in self.tables[settings.table_name(table)].values()]

    def _at(self, table: str, attributes: Wire) -> tuple:
        return tuple(next(iter(attributes[name].values())) for name in self._keys[table])

    def _get(self, request: dict) -> dict:
        item = self.tables[request["TableName"]].get(self._at(request["TableName"], request["Key"]))
        return {"Item": item} if item is not None else {}

    def _batch_get(self, request: dict) -> dict:
        answers = {
            table: [item for key in each["Keys"] if (item := self.tables[table].get(self._at(table, key))) is not None]
            for table, each in request["RequestItems"].items()
        }
        return {"Responses": answers, "UnprocessedKeys": {}}

    def _query(self, request: dict) -> dict:
        assert not {"IndexName", "FilterExpression"} & set(request), "indexes and filters are the emulator's"
        table = request["TableName"]
        found = sorted(
            (item for item in self.tables[table].values() if _holds(request["KeyConditionExpression"], request, item)),
            key=lambda item: self._at(table, item),
            reverse=not request.get("ScanIndexForward", True),
        )
        if "ExclusiveStartKey" in request:
            start = self._at(table, request["ExclusiveStartKey"])
            forward = request.get("ScanIndexForward", True)
            found = [item for item in found if (self._at(table, item) > start) == forward and self._at(table, item) != start]
        limit = request.get("Limit", self.page_items)
        if limit is None or len(found) <= limit:
            return {"Items": found}
        last = found[limit - 1]
        return {"Items": found[:limit], "LastEvaluatedKey": {name: last[name] for name in self._keys[table]}}

    def _write(self, action: str, request: dict) -> dict:
        before = self._before(request)
        if not _allows(request, before):
            more = {"Item": before} if before else {}
            raise service_error("ConditionalCheckFailedException", 400, ConditionalCheckFailedException, **more)
        self._apply(action, request)
        return {}

    def _transact(self, request: dict) -> dict:
        actions = [next(iter(each.items())) for each in request["TransactItems"]]
        places = [(each["TableName"], self._at(each["TableName"], each.get("Key") or each["Item"])) for _, each in actions]
        if len(set(places)) != len(places) or len(places) > 100:
            raise service_error("ValidationException")
        befores = [self._before(each) for _, each in actions]
        allowed = [_allows(each, before) for (_, each), before in zip(actions, befores, strict=True)]
        if not all(allowed):
            codes = ["None" if fine else "ConditionalCheckFailed" for fine in allowed]
            raise cancelled(*codes, items={at: befores[at] for at, fine in enumerate(allowed) if not fine})
        for action, each in actions:
            self._apply(action, each)
        return {}

    def _before(self, request: dict) -> Wire | None:
        return self.tables[request["TableName"]].get(self._at(request["TableName"], request.get("Key") or request["Item"]))

    def _apply(self, action: str, request: dict) -> None:
        table = self.tables[request["TableName"]]
        at = self._at(request["TableName"], request.get("Key") or request["Item"])
        if action == "Put":
            table[at] = dict(request["Item"])
        elif action == "Delete":
            table.pop(at, None)
        elif action == "Update":
            table[at] = _updated(request, table.get(at) or dict(request["Key"]))
        elif action != "ConditionCheck":
            raise NotImplementedError(action)


def _key_names(table: Mapping) -> tuple[str, ...]:
    return tuple(name for name in (table["hash_key"], table.get("range_key")) if name)


def _updated(request: dict, item: Wire) -> Wire:
    item = dict(item)
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
    clauses = re.split(r"\b(SET|REMOVE|ADD)\b", request["UpdateExpression"])[1:]
    for verb, clause in zip(clauses[::2], clauses[1::2], strict=True):
        for part in filter(None, map(str.strip, clause.split(","))):
            if verb == "SET":
                name, value = part.split(" = ")
                item[names.get(name, name)] = values[value]
            elif verb == "REMOVE":
                item.pop(names.get(part, part), None)
            else:
                name, value = part.split(" ")
                before = int(item.get(names.get(name, name), {"N": "0"})["N"])
                item[names.get(name, name)] = {"N": str(before + int(values[value]["N"]))}
    return item


def _allows(request: dict, before: Wire | None) -> bool:
    condition = request.get("ConditionExpression")
    return condition is None or _holds(condition, request, before or {})


def _holds(condition: str, request: dict, item: Wire) -> bool:
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})

    def attribute(name: str):
        return from_wire(item).get(names.get(name, name))

    def value(name: str):
        return from_wire(values)[name]

    def between(match: re.Match) -> str:
        found = attribute(match[1])
        return str(found is not None and value(match[2]) <= found <= value(match[3]))

    text = _BETWEEN.sub(between, condition)
    text = _EXISTS.sub(lambda match: str((names.get(match[2], match[2]) in item) != bool(match[1])), text)
    text = _TERM.sub(lambda match: str(_COMPARE[match[2]](attribute(match[1]), value(match[3]))), text)
    parts = [[term.strip() for term in each.split(" AND ")] for each in text.split(" OR ")]
    if any(term not in ("True", "False") for each in parts for term in each):
        raise NotImplementedError(condition)
    return any(all(term == "True" for term in each) for each in parts)
