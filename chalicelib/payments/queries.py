"""Reads of payments."""

from chalicelib.payments import store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.payments.model import Payment


def find_payment(owner_id: str, payment_id: str) -> Payment:
    """Raises UnknownPayment, for another's too."""
    payment = store.find_payment(payment_id)
    if payment is None or payment.owner_id != owner_id:
        raise UnknownPayment("No such payment")
    return payment
