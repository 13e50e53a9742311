"""Refusals of operations."""

from chalicelib.kernel.failures import NotFound


class UnknownOperation(NotFound):
    """The caller has no deposit or withdrawal under this id."""

    code = "operation_not_found"
