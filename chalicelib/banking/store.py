"""`operations`: the only place with its key and expressions."""

from collections.abc import Iterator

from chalicelib.banking.model import Operation
from chalicelib.platform import dynamo
from chalicelib.platform.dynamo import Change, Item

OPERATIONS = "operations"


def find(operation_id: str) -> Operation | None:
    item = dynamo.get(OPERATIONS, {"operation_id": operation_id})
    return to_operation(item) if item is not None else None


def every_operation() -> Iterator[Operation]:
    """All operations of the bank: for verifying only."""
    return map(to_operation, dynamo.scan_all(OPERATIONS))


def begun(operation: Operation) -> Change:
    item = {name: getattr(operation, name) for name in Operation.__dataclass_fields__}
    return dynamo.put_new("operation", OPERATIONS, "operation_id", item)


def succeeded(operation_id: str, transaction_id: str, at: str) -> Change:
    """Refused under the label `operation` unless it is pending: it becomes final once."""
    return _ended(operation_id, {"status": "SUCCESSFUL", "completed_at": at, "transaction_id": transaction_id})


def failed(operation_id: str, code: str, reason: str, at: str) -> Change:
    return _ended(operation_id, {"status": "FAILED", "completed_at": at, "reason_code": code, "reason": reason})


def _ended(operation_id: str, assign: dict[str, object]) -> Change:
    key = {"operation_id": operation_id}
    return dynamo.update("operation", OPERATIONS, key, assign, condition="#status = :pending", pending="PENDING")


def to_operation(item: Item) -> Operation:
    return Operation(**{name: item[name] for name in Operation.__dataclass_fields__})
