"""Refusals of payments."""

from chalicelib.kernel.failures import NotFound


class UnknownPayment(NotFound):
    """The caller has no payment under this id."""

    code = "payment_not_found"
