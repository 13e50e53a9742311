"""Refusals of payments."""

from chalicelib.kernel.failures import NotFound


class UnknownPayment(NotFound):
    code = "payment_not_found"
