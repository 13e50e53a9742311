"""What other contexts may use of operations."""

from chalicelib.banking.model import DONE, Operation
from chalicelib.banking.postings import scope_of
from chalicelib.banking.store import every_operation

__all__ = ["DONE", "Operation", "every_operation", "scope_of"]
