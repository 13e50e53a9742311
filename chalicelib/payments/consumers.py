"""The payment side of the saga: hears that a payment has its outcome, and looks it up in the journal."""

from chalice import Blueprint

from chalicelib.payments.operations.settle_payment import settle_payment
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer

consumers = Blueprint(__name__)


@queue_consumer(consumers, "payment-status-sqs", "payments_update_status")
def update_payment_status(message: Message) -> None:
    settle_payment(message.body["transactionId"], message.call())


payments_status_failed = dead_letters(
    consumers,
    "payment-status-error-sqs",
    "payments_status_failed",
    table="transaction-table-error",
    read=lambda body: body["transactionId"],
    back_to=lambda body: "payment-status-sqs",
)
