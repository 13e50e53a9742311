"""Loans hear from the ledger that they were paid out."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from chalicelib.ledger.public import check_event
from chalicelib.loans.model import PRODUCT
from chalicelib.loans.operations.start_loan import start_loan
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer

consumers = Blueprint(__name__)


@queue_consumer(consumers, "loan-ledger-events-sqs", "loans_disbursed")
def start_disbursed_loan(message: Message) -> None:
    event = message.body
    check_event(event)
    start_loan(_loan_of(event), event["at"], message.call())


def _loan_of(event: Mapping[str, Any]) -> str:
    return next(touched["account"] for touched in event["touched"] if touched["product"] == PRODUCT)


loans_disbursed_failed = dead_letters(
    consumers,
    "loan-ledger-events-error-sqs",
    "loans_disbursed_failed",
    table="transaction-table-error",
    read=lambda body: (_loan_of(body), body["at"]),
    back_to=lambda body: "loan-ledger-events-sqs",
)
