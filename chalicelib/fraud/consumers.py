"""The queue of what is watched once it has happened: cash that came in or went out, by the ledger's events, accounts that were
opened, and payments that were refused."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from chalicelib.accounts.public import AccountCreated
from chalicelib.fraud import refusals
from chalicelib.fraud.operations.watch import Cash, cash_of, watch_cash, watch_opening, watch_refusal
from chalicelib.fraud.refusals import QUEUE, Refusal
from chalicelib.ledger.public import check_event
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.consumers import Message, Unvouched, dead_letters, queue_consumer

consumers = Blueprint(__name__)
DEAD = "error-fraud-watch-sqs"


@queue_consumer(consumers, QUEUE, "fraud_watch")
def watch_event(message: Message) -> None:
    read = _read(message.body)
    if isinstance(read, AccountCreated):
        watch_opening(read, message.call())
    elif isinstance(read, Refusal):
        if outbox.vouches_for([(message.attributes.get(outbox.ITEM, ""), message.body)]) != [True]:
            raise Unvouched("No fact of the bank says this")
        watch_refusal(read, message.call())
    else:
        check_event(message.body)
        watch_cash(read, message.call())


def _read(event: Mapping[str, Any]) -> AccountCreated | Cash | Refusal:
    if "fact" in event:
        return refusals.read(event)
    return cash_of(event) if "legs" in event else cloud_events.read(event, AccountCreated)


fraud_watch_failed = dead_letters(
    consumers, DEAD, "fraud_watch_failed", table="transaction-table-error", read=_read, back_to=lambda body: QUEUE
)
