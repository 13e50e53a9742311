"""The journal's stream is its outbox: every posting and every recorded refusal is published on `ledger-events`."""

from chalice import Blueprint

from chalicelib.ledger.events import event_of
from chalicelib.platform import outbox
from chalicelib.platform.consumers import stream_consumer
from chalicelib.platform.dynamo import Item
from chalicelib.platform.relay import perform_all

consumers = Blueprint(__name__)
TOPIC = "ledger-events"


@stream_consumer(consumers, "ledger-journal", "relay_journal", batch_size=25)
def relay_journal(image: Item) -> None:
    """Publishes a journal item as one event (its kind is the attribute subscriptions filter on), then its own deliveries."""
    deliveries = list(image.get("deliveries") or ())
    if image.get("details") is not None:
        deliveries.insert(0, outbox.to_topic(TOPIC, image["kind"], event_of(image)))
    perform_all({**image, "deliveries": deliveries})
