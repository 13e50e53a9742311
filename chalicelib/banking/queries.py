"""Reads of operations."""

from chalicelib.banking import store
from chalicelib.banking.errors import UnknownOperation
from chalicelib.banking.model import Operation


def find_operation(owner_id: str, operation_id: str) -> Operation:
    """Raises UnknownOperation, for another's too."""
    operation = store.find(operation_id)
    if operation is None or operation.owner_id != owner_id:
        raise UnknownOperation("No such operation")
    return operation
