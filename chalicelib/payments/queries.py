"""Reads of payments."""

from chalicelib.payments import store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.payments.model import Payment
from chalicelib.platform.dynamo import Item
from chalicelib.platform.idempotency import Idempotency


def find_payment(owner_id: str, payment_id: str) -> Payment:
    """Raises UnknownPayment, for another's too."""
    payment = store.find_payment(payment_id)
    if payment is None or payment.owner_id != owner_id:
        raise UnknownPayment("No such payment")
    return payment


def list_payments(owner_id: str, *, limit: int, start: Item | None) -> tuple[list[Payment], Item | None]:
    """A page of an owner's payments, newest first, and the key to go on from."""
    return store.payments_of(owner_id, limit, start)


def scope_of(payment: Payment) -> str:
    """Under what the journal knows a payment's outcome: the wallet is debited under the event that asks for it."""
    return Idempotency.of(payment.owner_id, "PAYMENT_REQUESTED", payment.payment_id, {}).scope
