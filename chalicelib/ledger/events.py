"""What the ledger tells others of a journal item."""

import json

from chalicelib.platform.dynamo import Item


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
