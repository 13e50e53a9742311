"""The wallet side of the two sagas: approved loans and requested payments, each from its own filtered queue."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.ledger.public import QUEUED_SECONDS, Posting, post
from chalicelib.platform.call import Call
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer
from chalicelib.platform.relay import perform
from chalicelib.wallets import postings
from chalicelib.wallets.operations.process_payment import process_payment

consumers = Blueprint(__name__)


# Five at a time: each may fight for a busy wallet for six seconds, and the functions have forty.
@queue_consumer(consumers, "wallet-loan-events-sqs", "wallets_credit_loan", batch_size=5, vouched=True)
def credit_approved_loan(message: Message) -> None:
    post(postings.disbursement(message.body, message.call()), maximum_seconds=QUEUED_SECONDS)


@queue_consumer(consumers, "wallet-payment-events-sqs", "wallets_process_payment", batch_size=5, vouched=True)
def process_requested_payment(message: Message) -> None:
    told = process_payment(message.body, message.call())
    if told is not None:
        perform(told)


def _posting_of(body: Mapping[str, Any]) -> Posting:
    read = postings.disbursement if "loanId" in body else postings.payment
    return read(body, Call(clock.now()))


wallets_events_failed = dead_letters(
    consumers,
    "wallet-events-error-sqs",
    "wallets_events_failed",
    table="transaction-table-error",
    read=_posting_of,
    back_to=lambda body: "wallet-loan-events-sqs" if "loanId" in body else "wallet-payment-events-sqs",
    vouched=True,
)
