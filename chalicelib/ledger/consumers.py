"""The journal's stream is its outbox: every posting and every recorded refusal is published on `ledger-events`."""

import json

from chalice import Blueprint

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


def event_of(image: Item) -> dict:
    """The event of a journal item: amounts are minor units, `touched` has each customer account after the posting."""
    refusal = image.get("refusal")
    return {
        "postingId": image["posting_id"],
        "scope": image["scope"],
        "kind": image["kind"],
        "at": image["at"],
        "legs": image.get("legs", []),
        "touched": image.get("touched", []),
        "details": image["details"],
        "refusal": {**refusal, "facts": json.loads(refusal["facts"])} if refusal else None,
        "correlationId": image.get("correlation_id", ""),
    }
