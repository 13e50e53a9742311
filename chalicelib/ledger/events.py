"""What the ledger tells others of a journal item, and when a hold has to be looked at."""

import json
from datetime import datetime
from typing import Any

from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Item
from chalicelib.platform.outbox import Delivery

TOPIC = "ledger-events"


def deliveries_of(image: Item) -> list[Delivery]:
    """What leaves with a journal item: its event (subscriptions filter on its kind, and on the products it touched), then its
    own deliveries."""
    own = list(image.get("deliveries") or ())
    if not {"touched", "refused"} & image.keys():
        return own
    products = sorted({touched["product"] for touched in image.get("touched", ())})
    return [outbox.to_topic(TOPIC, image["kind"], event_of(image), product=products), *own]


def event_of(image: Item) -> dict[str, Any]:
    """The event of a journal item: amounts are minor units, `touched` has each customer account after the posting, with the
    details that are its owner's alone; `refused` is what was asked for, of a refusal."""
    refusal = image.get("refusal")
    return {
        "postingId": image["posting_id"],
        "scope": image["scope"],
        "kind": image["kind"],
        "at": image["at"],
        "legs": image.get("legs", []),
        "touched": image.get("touched", []),
        "refused": image.get("refused"),
        "refusal": {**refusal, "facts": json.loads(refusal["facts"])} if refusal else None,
        "correlationId": image.get("correlation_id", ""),
    }


def expiry(hold_id: str, owner_id: str, at: datetime, call: Call) -> tuple[str, datetime, str, dict[str, str]]:
    """The sweep after a hold's end: its name, when it is due, machine and input."""
    about = {"holdId": hold_id, "ownerId": owner_id, "correlationId": call.correlation_id}
    return f"hold-{hold_id}", at, "ledger_hold_expiry", about
