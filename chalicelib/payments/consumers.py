"""The payment side of the saga: hears only PAYMENT_SUCCESSFUL and PAYMENT_FAILED."""

from chalice import Blueprint

from chalicelib.payments.operations.settle_payment import settle_payment
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer

consumers = Blueprint(__name__)


@queue_consumer(consumers, "payment-status-sqs", "payments_update_status")
def update_payment_status(message: Message) -> None:
    event = message.body
    settle_payment(
        event["transactionId"],
        message.call(),
        successful=message.attributes["eventType"] == "PAYMENT_SUCCESSFUL",
        reason=event.get("reason", ""),
    )


payments_status_failed = dead_letters(
    consumers,
    "payment-status-error-sqs",
    "payments_status_failed",
    table="transaction-table-error",
    read=lambda body: body["transactionId"],
    back_to=lambda body: "payment-status-sqs",
)
