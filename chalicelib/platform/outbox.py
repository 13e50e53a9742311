"""Facts leave the bank through an outbox: deliveries written in the transaction that makes the fact true.

A relay (platform/relay.py) performs them afterwards, at least once; every receiver takes a repeat without harm.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item, put_new

TABLE = "outbox-table"
KEPT_DAYS = 30
Delivery = dict[str, Any]
ITEM = "outboxId"  # the attribute of a message that says in which item its fact is


def to_queue(queue: str, body: Mapping[str, Any]) -> Delivery:
    """A message to a declared queue."""
    return {"kind": "queue", "queue": queue, "body": json.dumps(body)}


def again(queue: str, text: str, attributes: Mapping[str, str]) -> Delivery:
    """A message that was sent before, to a declared queue, exactly as it came: its text and its attributes.

    So it says still which fact it was sent for, if it ever did: sending it again makes nothing true.
    """
    return {"kind": "queue", "queue": queue, "body": text, "attributes": dict(attributes)}


def to_execution(machine: str, name: str, input: Mapping[str, object]) -> Delivery:
    """The start of a declared state machine; `name` is the business id, so a second start is refused."""
    return {"kind": "execution", "machine": machine, "name": name, "input": json.dumps(input)}


def to_topic(topic: str, event_type: str, body: Mapping[str, Any], **lists: Sequence[str]) -> Delivery:
    """An event on a declared topic; subscriptions filter on its attribute `eventType`, and on each of `lists` that is not
    empty, which matches by any of its values."""
    told = {name: list(values) for name, values in lists.items() if values}
    return {"kind": "topic", "topic": topic, "eventType": event_type, "body": json.dumps(body)} | (
        {"lists": told} if told else {}
    )


def to_schedule(name: str, at: datetime, machine: str, input: Mapping[str, object]) -> Delivery:
    """A one-off start of a declared state machine at a time; the schedule deletes itself afterwards."""
    return {"kind": "schedule", "name": name, "at": clock.to_text(at), "machine": machine, "input": json.dumps(input)}


def to_execution_again(name: str, at: datetime, machine: str, input: Mapping[str, object], *, now: datetime) -> Delivery:
    """The start that a schedule (named so, at that time) owed: on its nth day of delay it is `<name>-r<n>`, once a day."""
    return to_execution(machine, f"{name}-r{(now - at).days + 1}", input)


def mail(
    message_id: str,
    template: str,
    user_id: str,
    data: Mapping[str, object],
    correlation_id: str = "",
    challenge_id: str | None = None,
) -> Delivery:
    """A mail to a user, sent once per `message_id` (fact id + template).

    One that carries a code names the challenge: whoever sends it asks identity for the code and where it goes.
    """
    body = {"messageId": f"{message_id}:{template}", "template": template, "userId": user_id}
    about = {"challengeId": challenge_id} if challenge_id else {}
    return to_queue("notification-email-sqs", {**body, **about, "correlationId": correlation_id, "data": data})


def record(fact: str, deliveries: Sequence[Delivery], call: Call) -> Change:
    """The outbox item to put into the transaction that makes `fact` true."""
    item: Item = {
        "id": ids.new_id(call.now),
        "fact": fact,
        "at": clock.to_text(call.now),
        "deliveries": list(deliveries),
        "correlation_id": call.correlation_id,
        "expires_at": clock.epoch_seconds_after(call.now, days=KEPT_DAYS),
    }
    return put_new("outbox", TABLE, "id", item)


def vouches_for(messages: Sequence[tuple[str, object]]) -> list[bool]:
    """Of each message, an outbox item's id and a body: whether the bank itself said this, when a fact became true. At most 100,
    in one read.

    The item holds a delivery of this body. What was only sent again is no fact, and neither is a message that names an item
    and says something else. A name that no item has, too long for a key perhaps, would let down the read of all.
    """
    named = sorted({outbox_id for outbox_id, _ in messages if ids.is_id(outbox_id)})
    items = dict(zip(named, dynamo.get_many([(TABLE, {"id": outbox_id}) for outbox_id in named]), strict=True))
    return [_says(items.get(outbox_id), body) for outbox_id, body in messages]


def _says(item: Item | None, body: object) -> bool:
    said = item["deliveries"] if item else ()
    return any("body" in each and "attributes" not in each and json.loads(each["body"]) == body for each in said)


def mark_delivered(outbox_id: str, now: datetime) -> None:
    """Notes that every delivery of an item has been performed (or parked), so that what was not can be found."""
    dynamo.write(dynamo.update("outbox", TABLE, {"id": outbox_id}, {"delivered_at": clock.to_text(now)}))


def every_item() -> Iterator[Item]:
    """The whole table, without what nobody can read, which lies in an error table: for verifying only."""
    return filter(_is_readable, dynamo.scan_all(TABLE))


def _is_readable(item: Item) -> bool:
    try:
        clock.from_text(item["at"])
        return all(isinstance(each, dict) for each in item["deliveries"])
    except (KeyError, TypeError, ValueError):
        return False


def undelivered(before: datetime) -> Iterator[Item]:
    """Items older than `before` that no relay has delivered."""
    return (item for item in every_item() if is_undelivered(item, clock.to_text(before)))


def since(moment: datetime) -> Iterator[Item]:
    """Items from `moment` on, delivered or not: for putting things right only."""
    return (item for item in every_item() if item["at"] >= clock.to_text(moment))


def is_undelivered(item: Item, before: str) -> bool:
    return "delivered_at" not in item and item["at"] < before
