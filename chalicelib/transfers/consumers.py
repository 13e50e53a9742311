"""Queues of transfers: what is to be credited, and backtests, a message for each page."""

import msgspec
from chalice import Blueprint

from chalicelib.platform.call import Call
from chalicelib.platform.consumers import Message, batch_consumer, dead_letters, queue_consumer
from chalicelib.platform.schemas import Identifier
from chalicelib.transfers import crowded
from chalicelib.transfers.operations.backtest import QUEUE, go_on
from chalicelib.transfers.operations.credit_transfers import credit_transfers

consumers = Blueprint(__name__)
DEAD, DEAD_CREDITS = "error-fraud-backtest-sqs", "error-transfer-credits-sqs"
A_BATCH = 32  # sixteen fit a transaction, and what the blacklist says of them one read


class Page(msgspec.Struct, rename="camel", frozen=True):
    """Which page of which backtest comes next."""

    backtest_id: Identifier
    step: int
    correlation_id: str = ""


def _read(body: object) -> Page:
    return msgspec.convert(body, Page)


class Credit(msgspec.Struct, rename="camel", frozen=True):
    """A transfer whose money is held until it is credited."""

    transaction_id: Identifier
    correlation_id: str = ""


def _credit(body: object) -> Credit:
    return msgspec.convert(body, Credit)


@batch_consumer(consumers, crowded.QUEUE, "transfers_credit", batch_size=A_BATCH, window_seconds=1)
def take_credits(messages: list[Message]) -> list[Exception | None]:
    """The transfers' rows say whether there is anything to credit: no message moves money by itself."""
    read = [_read_credit(message) for message in messages]
    ends = iter(credit_transfers([each for each in read if isinstance(each, tuple)]))
    return [next(ends) if isinstance(each, tuple) else each for each in read]


def _read_credit(message: Message) -> tuple[str, Call] | Exception:
    try:
        return _credit(message.body).transaction_id, message.call()
    except msgspec.ValidationError as error:  # this message's own
        return error


transfers_credit_failed = dead_letters(
    consumers,
    DEAD_CREDITS,
    "transfers_credit_failed",
    table="transfer-error-table",
    read=_credit,
    back_to=lambda body: crowded.QUEUE,
)


@queue_consumer(consumers, QUEUE, "transfers_backtest", batch_size=1)
def take_page(message: Message) -> None:
    page = _read(message.body)
    go_on(page.backtest_id, page.step, message.call())


transfers_backtest_failed = dead_letters(
    consumers, DEAD, "transfers_backtest_failed", table="transfer-error-table", read=_read, back_to=lambda body: QUEUE
)
