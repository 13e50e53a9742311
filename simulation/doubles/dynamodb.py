"""DynamoDB: tables, indexes, conditions, transactions, time to live, and what a stream would tell."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from botocore.exceptions import ClientError

from chalicelib.platform import settings
from chalicelib.platform.dynamo import from_wire
from release.declaration import load
from simulation.doubles.errors import NotKnown, service_error
from simulation.doubles.expressions import Wire, condition, plain, updated

if TYPE_CHECKING:
    from simulation.world import World

Key = tuple[Any, ...]
_CONDITION = {"ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"}
_WRITE = {"TableName", "ReturnValuesOnConditionCheckFailure", *_CONDITION}
_TAKES = {
    "Put": {"Item", *_WRITE},
    "Update": {"Key", "UpdateExpression", "ReturnValues", *_WRITE},
    "Delete": {"Key", *_WRITE},
    "ConditionCheck": {"Key", *_WRITE},
    "Get": {"TableName", "Key", "ConsistentRead"},
    "BatchGet": {"Keys", "ConsistentRead"},
    "Scan": {"TableName", "ConsistentRead", "ExclusiveStartKey", "Segment", "TotalSegments", "Limit"},
    "Query": {
        "TableName", "IndexName", "KeyConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues",
        "ScanIndexForward", "ConsistentRead", "Limit", "ExclusiveStartKey",
    },
}  # fmt: skip
_KEY_BYTES, _SURELY_FITS = (2_048, 1_024), 250  # of a partition, and within it; characters
_MOST_ACTIONS, _TOKEN_SECONDS = 100, 600


class TransactionCanceledException(ClientError):  # type: ignore[misc]  # botocore has no types
    pass


class ConditionalCheckFailedException(ClientError):  # type: ignore[misc]
    pass


class Exceptions:
    TransactionCanceledException = TransactionCanceledException
    ConditionalCheckFailedException = ConditionalCheckFailedException


def cancelled(*codes: str, items: Mapping[int, Wire] = {}) -> TransactionCanceledException:
    """A transaction that did not happen, one reason an action: `ConditionalCheckFailed`, `TransactionConflict`, `None`."""
    reasons = [{"Code": code, **({"Item": items[at]} if items.get(at) else {})} for at, code in enumerate(codes)]
    error = service_error("TransactionCanceledException", 400, TransactionCanceledException, CancellationReasons=reasons)
    assert isinstance(error, TransactionCanceledException)
    return error


@dataclass(frozen=True, slots=True)
class Written:
    """What one call did to one item: None where there was, or is, none."""

    table: str  # as it is declared
    before: Wire | None
    after: Wire | None


class DynamoDB:
    """`tables` by their full names, each a dict from its key to the item as on the wire. Items are replaced, never changed.

    `heard` are told of each call that wrote, with everything it wrote, before anything else happens.
    """

    exceptions = Exceptions

    def __init__(self, world: "World | None" = None) -> None:
        declared = load().tables
        self._world = world
        self._declared = {settings.table_name(name): (name, table) for name, table in declared.items()}
        self._keys = {full: _key_names(table) for full, (_, table) in self._declared.items()}
        self.tables: dict[str, dict[Key, Wire]] = {name: {} for name in self._keys}
        self.expired: dict[str, list[Wire]] = {name: [] for name in self._keys}
        self.page_items: int | None = None  # what one answer can carry, as a megabyte does
        self.heard: list[Callable[[Sequence[Written]], None]] = []
        self._tokens: dict[str, float] = {}

    def busy(self) -> bool:
        return False

    def items(self, table: str) -> list[dict[str, Any]]:
        """A declared table's items, as plain dicts."""
        return [from_wire(item) for item in self.tables[settings.table_name(table)].values()]

    def item(self, table: str, *key: Any) -> dict[str, Any] | None:
        """One of a declared table, as a plain dict."""
        found = self.tables[settings.table_name(table)].get(key)
        return None if found is None else from_wire(found)

    def get_item(self, **request: Any) -> dict[str, Any]:
        _check("Get", request)
        item = self._found(request["TableName"], request["Key"])
        return {"Item": item} if item is not None else {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> dict[str, Any]:
        answers: dict[str, list[Wire]] = {}
        for table, asked in RequestItems.items():
            _check("BatchGet", asked)
            found = (self._found(table, key) for key in asked["Keys"])
            answers[table] = [item for item in found if item is not None]
        return {"Responses": answers, "UnprocessedKeys": {}}

    def query(self, **request: Any) -> dict[str, Any]:
        _check("Query", request)
        table, names = request["TableName"], self._keys[request["TableName"]]
        if index := request.get("IndexName"):
            declared = self._declared[table][1]["indexes"][index]
            names = tuple(dict.fromkeys((*_key_names(declared), *names)))
            if request.get("ConsistentRead"):
                raise service_error("ValidationException")
        holds = condition(request["KeyConditionExpression"])
        asked = request.get("ExpressionAttributeNames", {}), request["ExpressionAttributeValues"]
        found = [item for item in self.tables[table].values() if all(name in item for name in names) and holds(item, *asked)]
        forward = request.get("ScanIndexForward", True)
        found.sort(key=lambda item: _at(names, item), reverse=not forward)
        if start := request.get("ExclusiveStartKey"):
            begin = _at(names, start)
            found = [item for item in found if (_at(names, item) > begin if forward else _at(names, item) < begin)]
        return self._page(found, names, request.get("Limit"))

    def scan(self, **request: Any) -> dict[str, Any]:
        """Partition by partition, in no order that anybody knows; each from its first key to its last."""
        _check("Scan", request)
        names, table = self._keys[request["TableName"]], self.tables[request["TableName"]]
        placed = sorted((_hash(at[0]), at) for at in table)
        if total := request.get("TotalSegments"):
            placed = [each for each in placed if each[0] % total == request["Segment"]]
        if start := request.get("ExclusiveStartKey"):
            begin = _at(names, start)
            placed = placed[bisect_right(placed, (_hash(begin[0]), begin)) :]
        return self._page([table[at] for _, at in placed], names, request.get("Limit"))

    def put_item(self, **request: Any) -> dict[str, Any]:
        return self._write("Put", request)

    def update_item(self, **request: Any) -> dict[str, Any]:
        return self._write("Update", request)

    def delete_item(self, **request: Any) -> dict[str, Any]:
        return self._write("Delete", request)

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]], ClientRequestToken: str = "") -> dict[str, Any]:
        if ClientRequestToken and self._tokens.get(ClientRequestToken, 0) > self._seconds():
            return {}  # it was this very request, and it is done
        actions = [next(iter(each.items())) for each in TransactItems]
        for action, each in actions:
            _check(action, each)
        places = {(each["TableName"], self._at(each)) for _, each in actions}
        if len(places) != len(actions) or len(actions) > _MOST_ACTIONS:
            raise service_error("ValidationException")
        befores = [self._before(each) for _, each in actions]
        failed = [at for at, (_, each) in enumerate(actions) if not _allows(each, befores[at])]
        if failed:
            codes = ["ConditionalCheckFailed" if at in failed else "None" for at in range(len(actions))]
            shown = {at for at in failed if "ReturnValuesOnConditionCheckFailure" in actions[at][1]}
            raise cancelled(*codes, items={at: before for at in shown if (before := befores[at])})
        if ClientRequestToken:
            self._tokens[ClientRequestToken] = self._seconds() + _TOKEN_SECONDS
        self._tell([written for action, each in actions if (written := self._apply(action, each))])
        return {}

    def expire(self) -> None:
        """Takes away what has outlived its time: DynamoDB does it some day, and nobody is to count on when. `expired` has it still."""
        for table, (_, declared) in self._declared.items():
            if attribute := declared["ttl"]:
                over = [at for at, item in self.tables[table].items() if _is_over(item.get(attribute), self._seconds())]
                self.expired[table] += [self.tables[table].pop(at) for at in over]

    def _seconds(self) -> float:
        return self._world.now().timestamp() if self._world else 0.0

    def _write(self, action: str, request: Mapping[str, Any]) -> dict[str, Any]:
        _check(action, request)
        before = self._before(request)
        if not _allows(request, before):
            more: dict[str, Any] = {"Item": before} if before and "ReturnValuesOnConditionCheckFailure" in request else {}
            raise service_error("ConditionalCheckFailedException", 400, ConditionalCheckFailedException, **more)
        if written := self._apply(action, request):
            self._tell([written])
        if request.get("ReturnValues") == "ALL_NEW":
            return {"Attributes": self._before(request)}
        return {}

    def _apply(self, action: str, request: Mapping[str, Any]) -> Written | None:
        table, at, before = self.tables[request["TableName"]], self._at(request), self._before(request)
        after: Wire | None = None
        if action == "ConditionCheck":
            return None
        if action == "Put":
            after = dict(request["Item"])
        elif action == "Update":
            names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
            after = updated(request["UpdateExpression"], names, values, before or dict(request["Key"]))
        if after is None:
            table.pop(at, None)
        else:
            table[at] = after
        return Written(self._declared[request["TableName"]][0], before, after)

    def _tell(self, written: Sequence[Written]) -> None:
        for hear in self.heard:
            hear(written)

    def _before(self, request: Mapping[str, Any]) -> Wire | None:
        return self.tables[request["TableName"]].get(self._at(request))

    def _found(self, table: str, key: Wire) -> Wire | None:
        return self.tables[table].get(_key(self._keys[table], key))

    def _at(self, request: Mapping[str, Any]) -> Key:
        return _key(self._keys[request["TableName"]], request["Key"] if "Key" in request else request["Item"])

    def _page(self, found: list[Wire], names: Sequence[str], limit: int | None) -> dict[str, Any]:
        most = min((each for each in (limit, self.page_items) if each), default=len(found))
        if len(found) <= most:
            return {"Items": found}
        last = found[most - 1]
        return {"Items": found[:most], "LastEvaluatedKey": {name: last[name] for name in names}}


def _check(action: str, request: Mapping[str, Any]) -> None:
    if unknown := set(request) - _TAKES[action]:
        raise NotKnown(f"{action} with {', '.join(sorted(unknown))}")
    if (wanted := request.get("ReturnValues", "ALL_NEW")) != "ALL_NEW":
        raise NotKnown(f"{action} with ReturnValues {wanted}")


def _key_names(table: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in (table["hash_key"], table.get("range_key")) if name)


def _at(names: Sequence[str], attributes: Wire) -> Key:
    return tuple([plain(attributes[name]) for name in names])


def _key(names: Sequence[str], attributes: Wire) -> Key:
    """What can be the key of an item."""
    key = _at(names, attributes)
    for at, part in enumerate(key):
        if type(part) is str and not 0 < len(part) < _SURELY_FITS and not 0 < len(part.encode()) <= _KEY_BYTES[at]:
            raise service_error("ValidationException")
    return key


def _hash(key: Any) -> int:
    """Of a partition key: by it a scan in segments is divided, the same in every process."""
    return crc32(str(key).encode())


def _allows(request: Mapping[str, Any], before: Wire | None) -> bool:
    text = request.get("ConditionExpression")
    if text is None:
        return True
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
    return condition(text)(before or {}, names, values)


def _is_over(attribute: Mapping[str, Any] | None, now: float) -> bool:
    return attribute is not None and "N" in attribute and plain(attribute) < now
