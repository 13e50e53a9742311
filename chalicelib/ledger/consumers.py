"""The journal's stream is its outbox: every posting and every recorded refusal is published on `ledger-events`."""

from chalice import Blueprint

from chalicelib.ledger.events import deliveries_of
from chalicelib.platform.consumers import stream_consumer
from chalicelib.platform.dynamo import Item
from chalicelib.platform.relay import perform_all

consumers = Blueprint(__name__)


@stream_consumer(consumers, "ledger-journal", "relay_journal", batch_size=25)
def relay_journal(image: Item) -> None:
    perform_all({**image, "deliveries": deliveries_of(image)})
