"""Loans hear from the ledger that they were paid out."""

from chalice import Blueprint

from chalicelib.loans.operations.start_loan import start_loan
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer

consumers = Blueprint(__name__)


@queue_consumer(consumers, "loan-ledger-events-sqs", "loans_disbursed")
def disbursed(message: Message) -> None:
    event = message.body
    start_loan(event["details"]["loanId"], event["at"], message.call())


loans_disbursed_failed = dead_letters(
    consumers,
    "loan-ledger-events-error-sqs",
    "loans_disbursed_failed",
    table="transaction-table-error",
    read=lambda body: (body["details"]["loanId"], body["at"]),
    back_to=lambda body: "loan-ledger-events-sqs",
)
