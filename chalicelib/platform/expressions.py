"""What a store asks of DynamoDB: items as plain dicts on the way there and back, and `Change`s with their conditions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from chalicelib.kernel.failures import Failure
from chalicelib.platform import settings

Item = dict[str, Any]  # the database keeps no types: a codec, or the store that asks, says what an attribute is


class _Reader(TypeDeserializer):  # type: ignore[misc]  # boto3 has no types
    def _deserialize_n(self, value: str) -> int:
        return int(value)


_serialize, _deserialize = TypeSerializer().serialize, _Reader().deserialize
_BEYOND = 10**38


def to_value(value: Any) -> dict[str, Any]:
    """A plain value as on the wire. What the bank writes most goes straight there: boto3 tries every type one by one."""
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is int and -_BEYOND < value < _BEYOND:
        return {"N": str(value)}
    if kind is dict:
        return {"M": {name: to_value(each) for name, each in value.items()}}
    if kind is list:
        return {"L": [to_value(each) for each in value]}
    return _serialize(value)


def _read(value: dict[str, Any]) -> Any:
    ((kind, content),) = value.items()
    if kind == "S":
        return content
    if kind == "N":
        return int(content)
    if kind == "M":
        return {name: _read(each) for name, each in content.items()}
    if kind == "L":
        return [_read(each) for each in content]
    return _deserialize(value)


def to_wire(item: Mapping[str, object]) -> dict[str, Any]:
    """A plain dict as DynamoDB attributes."""
    return {name: to_value(value) for name, value in item.items()}


def from_wire(attributes: Mapping[str, dict[str, Any]]) -> Item:
    """DynamoDB attributes (of an answer or a stream image) as a plain dict; numbers are int."""
    return {name: _read(value) for name, value in attributes.items()}


@dataclass(frozen=True)
class Change:
    """One action of a transaction on one item: `request` is TransactWriteItems' own shape, `label` names it in refusals.

    With a `refusal` that Failure is raised when its condition does not hold: a guard that means one thing only.
    """

    label: str
    request: dict[str, Any]
    refusal: Failure | None = None


def put(label: str, table: str, item: Mapping[str, object], *, condition: str | None = None, **values: object) -> Change:
    """A Put; `condition` may use `:name` for each of `values`, and `#name` for an attribute whose name is reserved."""
    return _change(label, "Put", table, {"Item": to_wire(item)}, condition, {}, values)


def put_new(label: str, table: str, key: str, item: Mapping[str, object]) -> Change:
    """A Put that is refused when an item with this key exists; `key` is the partition key's attribute name."""
    return put(label, table, item, condition=f"attribute_not_exists(#{key})")


def update(
    label: str,
    table: str,
    key: Mapping[str, object],
    assign: Mapping[str, object],
    *,
    condition: str | None = None,
    remove: Sequence[str] = (),
    add: Mapping[str, int] | None = None,
    **values: object,
) -> Change:
    """Sets the attributes of `assign`, removes those of `remove`, adds to the numbers of `add` (from 0 where there is none)."""
    add = add or {}
    names = {f"#a{i}": name for i, name in enumerate((*assign, *remove, *add))}
    back = {name: alias for alias, name in names.items()}
    expression = "SET " + ", ".join(f"{back[name]} = :a{i}" for i, name in enumerate(assign)) if assign else ""
    if remove:
        expression += " REMOVE " + ", ".join(back[name] for name in remove)
    if add:
        expression += " ADD " + ", ".join(f"{back[name]} :d{i}" for i, name in enumerate(add))
    assigned = {f"a{i}": value for i, value in enumerate(assign.values())}
    assigned |= {f"d{i}": value for i, value in enumerate(add.values())}
    request = {"Key": to_wire(key), "UpdateExpression": expression.strip()}
    return _change(label, "Update", table, request, condition, names, {**assigned, **values})


def check(label: str, table: str, key: Mapping[str, object], condition: str, **values: object) -> Change:
    """Only a condition: the transaction is refused unless it holds."""
    return _change(label, "ConditionCheck", table, {"Key": to_wire(key)}, condition, {}, values)


def delete(label: str, table: str, key: Mapping[str, object], condition: str | None = None, **values: object) -> Change:
    return _change(label, "Delete", table, {"Key": to_wire(key)}, condition, {}, values)


def _change(
    label: str,
    action: str,
    table: str,
    request: dict[str, Any],
    condition: str | None,
    names: Mapping[str, str],
    values: Mapping[str, object],
) -> Change:
    request = {"TableName": settings.table_name(table), **request}
    if condition:
        request |= {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    names = {**names, **aliases_in(condition or "")}
    if names:
        request["ExpressionAttributeNames"] = names
    if values:
        request["ExpressionAttributeValues"] = {f":{name}": to_value(value) for name, value in values.items()}
    return Change(label, {action: request})


def aliases_in(expression: str) -> dict[str, str]:
    """`#name` in an expression stands for the attribute `name`."""
    return {alias: alias[1:] for alias in re.findall(r"#[a-z_]\w*", expression) if not re.fullmatch(r"#a\d+", alias)}
