"""The queue of what is watched once it has happened: cash that came in, by the ledger's events, and accounts that were opened."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from chalicelib.accounts.public import AccountCreated
from chalicelib.fraud.operations.watch import CashIn, cash_in_of, watch_cash, watch_opening
from chalicelib.ledger.public import check_event
from chalicelib.platform import cloud_events
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer

consumers = Blueprint(__name__)
QUEUE, DEAD = "fraud-watch-sqs", "error-fraud-watch-sqs"


@queue_consumer(consumers, QUEUE, "fraud_watch")
def watch_event(message: Message) -> None:
    read = _read(message.body)
    if isinstance(read, AccountCreated):
        watch_opening(read, message.call())
    elif read is not None:
        check_event(message.body)
        watch_cash(read, message.call())


def _read(event: Mapping[str, Any]) -> AccountCreated | CashIn | None:
    return cash_in_of(event) if "legs" in event else cloud_events.read(event, AccountCreated)


fraud_watch_failed = dead_letters(
    consumers, DEAD, "fraud_watch_failed", table="transaction-table-error", read=_read, back_to=lambda body: QUEUE
)
