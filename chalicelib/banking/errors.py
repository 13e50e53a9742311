"""Refusals of operations."""

from chalicelib.kernel.failures import NotFound


class UnknownOperation(NotFound):
    code = "operation_not_found"
