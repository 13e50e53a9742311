"""`operations`: the only place with its key and expressions."""

from collections.abc import Iterator

from chalicelib.banking.model import Operation
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change

OPERATIONS = "operations"
_OPERATION = Codec(Operation)


def find(operation_id: str) -> Operation | None:
    return _OPERATION.found(dynamo.get(OPERATIONS, {"operation_id": operation_id}))


def every_operation() -> Iterator[Operation]:
    """All operations of the bank: for verifying only."""
    return map(_OPERATION.to_model, dynamo.scan_all(OPERATIONS))


def begun(operation: Operation) -> Change:
    return dynamo.put_new("operation", OPERATIONS, "operation_id", _OPERATION.to_item(operation))


def succeeded(operation_id: str, transaction_id: str, at: str) -> Change:
    """Refused under the label `operation` unless it is pending: it becomes final once."""
    return _ended(operation_id, {"status": "SUCCESSFUL", "completed_at": at, "transaction_id": transaction_id})


def failed(operation_id: str, code: str, reason: str, at: str) -> Change:
    return _ended(operation_id, {"status": "FAILED", "completed_at": at, "reason_code": code, "reason": reason})


def _ended(operation_id: str, assign: dict[str, object]) -> Change:
    key = {"operation_id": operation_id}
    return dynamo.update("operation", OPERATIONS, key, assign, condition="#status = :pending", pending="PENDING")
