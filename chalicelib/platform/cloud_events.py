"""What anybody may hear of the bank: CloudEvents 1.0 on declared topics.

A type of event is a class, declared once: its fields are the event's `data` and its schema, its docstring tells about it and
gives its example (platform/shapes.py). It holds ids, words of a list, amounts and times: no text that somebody wrote.
Subscriptions filter on the message's attribute `type`. SNS keeps no order, and says a thing more than once.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from chalicelib.kernel import clock, ids
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery
from chalicelib.platform.schemas import Reply, Timestamp

Topic = Literal[
    "identity-events", "customer-events", "account-events", "transaction-events", "fraud-events", "notification-events"
]


EventId = Annotated[
    str,
    msgspec.Meta(
        title="EventId",
        description="A UUID; of a fact that is told in steps, with # and the number of the step",
        pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(#[1-9][0-9]?)?\Z",
        examples=["0198c0de-0000-7000-8000-000000000000"],
    ),
]


class Data(Reply):
    """The `data` of an event."""


D = TypeVar("D", bound=Data)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What every event says, whatever it is about.

    specversion: the version of CloudEvents that it follows
    id: this event; one that comes again comes with the same id
    source: the context that says it, such as urn:infernobank:identity
    type: what happened, such as com.infernobank.identity.user.registered
    subject: the id of what it is about
    time: when it became true
    datacontenttype: how `data` is written
    data: what belongs to this type
    correlationid: what GET /admin/traces/{correlation_id} follows; left out where nothing asked for it
    """

    specversion: Literal["1.0"]
    id: EventId
    source: str
    type: str
    subject: str
    time: Timestamp
    datacontenttype: Literal["application/json"]
    data: Any
    correlationid: str | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Declaration:
    """One type of event: `context` says it, on `topic`, with the data `shape`."""

    context: str
    fact: str
    topic: Topic
    shape: type[Data]

    @property
    def type(self) -> str:
        return f"com.infernobank.{self.context}.{self.fact}"

    def event(self, event_id: str, subject: str, at: str, correlation_id: str, data: object) -> Envelope:
        """The whole event. Raises msgspec.ValidationError for data that the schema does not allow."""
        msgspec.convert(data, self.shape)  # msgspec checks what it reads, not what is built
        return Envelope(
            specversion="1.0",
            id=event_id,
            source=f"urn:infernobank:{self.context}",
            type=self.type,
            subject=subject,
            time=at,
            datacontenttype="application/json",
            correlationid=correlation_id or msgspec.UNSET,
            data=data,
        )


_DECLARED: dict[type[Data], Declaration] = {}


def declare(context: str, fact: str, *, topic: Topic) -> Callable[[type[D]], type[D]]:
    """Registers a class as the data of `com.infernobank.<context>.<fact>`, which is told on `topic`."""

    def register(shape: type[D]) -> type[D]:
        _DECLARED[shape] = Declaration(context, fact, topic, shape)
        return shape

    return register


def declared() -> list[Declaration]:
    """Every type declared by the modules imported so far, by name."""
    return sorted(_DECLARED.values(), key=lambda each: each.type)


def about(subject: str, data: Data, call: Call, *, event_id: str = "") -> Delivery:
    """The delivery of an event about `subject`, for the outbox item of its fact.

    `event_id` is for what is told by something that may run again; elsewhere the id is drawn, and kept with the item.
    Raises msgspec.ValidationError for data that its own schema does not allow.
    """
    declaration = _DECLARED[type(data)]
    event_id, at = event_id or ids.new_id(call.now), clock.to_text(call.now)
    event = declaration.event(event_id, subject, at, call.correlation_id, msgspec.to_builtins(data))
    body = json.dumps(msgspec.to_builtins(event))
    return {"kind": "topic", "topic": declaration.topic, "type": declaration.type, "body": body}


def read(body: Mapping[str, object], shape: type[D]) -> D:
    """The data of an event that was received. Raises msgspec.ValidationError for another type, and for what its schema does
    not allow."""
    envelope = msgspec.convert(body, Envelope)
    if envelope.type != (expected := _DECLARED[shape].type):
        raise msgspec.ValidationError(f"{envelope.type} is not {expected}")
    return msgspec.convert(envelope.data, shape)
