"""Refusals and faults of the query side."""

from chalicelib.kernel.failures import NotFound


class UnknownTransaction(NotFound):
    """No such transaction of this account."""

    code = "transaction_not_found"


class GapOpen(Exception):
    """An entry came before the ones it follows: the message goes back to the queue and waits for them."""
