"""The queue of backtests: a message for each page."""

import msgspec
from chalice import Blueprint

from chalicelib.platform.consumers import Message, dead_letters, queue_consumer
from chalicelib.platform.schemas import Identifier
from chalicelib.transfers.operations.backtest import QUEUE, go_on

consumers = Blueprint(__name__)
DEAD = "error-fraud-backtest-sqs"


class Page(msgspec.Struct, rename="camel", frozen=True):
    """Which page of which backtest comes next."""

    backtest_id: Identifier
    step: int
    correlation_id: str = ""


def _read(body: object) -> Page:
    return msgspec.convert(body, Page)


@queue_consumer(consumers, QUEUE, "transfers_backtest", batch_size=1)
def take_page(message: Message) -> None:
    page = _read(message.body)
    go_on(page.backtest_id, page.step, message.call())


transfers_backtest_failed = dead_letters(
    consumers, DEAD, "transfers_backtest_failed", table="transfer-error-table", read=_read, back_to=lambda body: QUEUE
)
