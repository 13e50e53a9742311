"""Entry points for queues and streams: one message at a time, one bad message never holds up the others.

A queue handler gets a `Message`; raising hands that message alone back to the queue, which retries it and in the end
moves it to its dead-letter queue. A batch handler gets all messages at once and answers for each. A stream handler gets each
new image; raising hands the batch back to the stream, unless it is the image that cannot be read: that is kept for a person.
"""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from chalice import Blueprint
from chalice.app import DynamoDBEvent, SQSEvent

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo, error_log, outbox, settings
from chalicelib.platform.call import Call
from chalicelib.platform.observability import begin, count, logger

Taken = TypeVar("Taken")
Function = Callable[..., Any]  # as Chalice registers it
Register = Callable[[Callable[[Taken], None]], Function]


@dataclass(frozen=True)
class Message:
    """One queue message: `body` is parsed JSON, or the raw text where it is none (`malformed` says so)."""

    id: str
    body: Any
    raw: str
    receives: int
    attributes: Mapping[str, str]
    sent_milliseconds: int

    @property
    def malformed(self) -> bool:
        return not isinstance(self.body, dict)

    @property
    def sent_at(self) -> datetime:
        """When it was first sent: the same however often, and from whichever queue, it arrives."""
        return datetime.fromtimestamp(self.sent_milliseconds / 1000, UTC) if self.sent_milliseconds else clock.now()

    @property
    def correlation_id(self) -> str:
        """Of what caused it, empty when it does not say."""
        if self.malformed:
            return ""
        return str(self.body.get("correlationId") or self.body.get("correlationid") or "")  # a CloudEvent's are lower case

    def call(self) -> Call:
        """The call that taking the message makes now."""
        return Call(clock.now(), correlation_id=self.correlation_id)


class Unvouched(Exception):
    """A message that nobody of the bank sent: no fact in the outbox says what it says."""


def batch_consumer(
    blueprint: Blueprint, queue: str, name: str, *, batch_size: int, window_seconds: int = 0, vouched: bool = False
) -> Callable[[Callable[[list[Message]], Sequence[Exception | None]]], Function]:
    """Registers `handler(messages)` for a declared queue as the function `name`: it takes a batch as a whole, and says of
    each message what went wrong with it, None where nothing did. Lambda gathers for `window_seconds` at most.

    `vouched`: as for `queue_consumer`; the handler never sees a message that nobody vouches for.
    """

    def register(handler: Callable[[list[Message]], Sequence[Exception | None]]) -> Function:
        @functools.wraps(handler)
        def consume(event: SQSEvent, context: object = None) -> dict[str, Any]:
            messages = [_message(record) for record in event.to_dict()["Records"]]
            begin(event.context, None)
            errors = _doubts(messages) if vouched else [None] * len(messages)
            believed = [message for message, error in zip(messages, errors, strict=True) if error is None]
            ends = iter(handler(believed))
            failures = []
            for message, error in zip(messages, errors, strict=True):
                error = error or next(ends)
                begin(event.context, message.correlation_id, message_id=message.id)
                _tell(handler, message, error)
                if error is not None:
                    failures.append({"itemIdentifier": message.id})
            return {"batchItemFailures": failures}

        return blueprint.on_sqs_message(
            queue=settings.queue_name(queue),
            batch_size=batch_size,
            name=name,
            maximum_batching_window_in_seconds=window_seconds,
        )(consume)

    return register


def queue_consumer(
    blueprint: Blueprint, queue: str, name: str, *, batch_size: int = 10, vouched: bool = False
) -> Register[Message]:
    """Registers `handler(message)` for a declared queue as the function `name`.

    `vouched`: it moves money by what the message says, so the outbox must have said it.
    """

    def register(handler: Callable[[Message], None]) -> Function:
        @functools.wraps(handler)
        def consume(event: SQSEvent, context: object = None) -> dict[str, Any]:
            # Chalice hands over its own event object and keeps the context inside it.
            failures = [
                {"itemIdentifier": record["messageId"]}
                for record in event.to_dict()["Records"]
                if not _handled(handler, record, event, vouched)
            ]
            return {"batchItemFailures": failures}

        return blueprint.on_sqs_message(queue=settings.queue_name(queue), batch_size=batch_size, name=name)(consume)

    return register


def _handled(handler: Callable[[Message], None], record: dict[str, Any], event: SQSEvent, vouched: bool) -> bool:
    message = _message(record)
    begin(event.context, message.correlation_id, message_id=message.id)
    try:
        if vouched:
            _vouch(message)
        handler(message)
    except Exception as error:  # the queue retries it, whatever it is
        _tell(handler, message, error)
        return False
    _tell(handler, message)
    return True


def _doubts(messages: Sequence[Message]) -> list[Exception | None]:
    """Why each message is not believed, None where it is; of all when the database does not answer: they come again."""
    try:
        said = outbox.vouches_for([(message.attributes.get(outbox.ITEM, ""), message.body) for message in messages])
    except Exception as error:
        return [error] * len(messages)
    return [None if known else Unvouched("No fact of the bank says this") for known in said]


def _vouch(message: Message) -> None:
    """Raises Unvouched, or why it cannot be known."""
    (doubt,) = _doubts([message])
    if doubt:
        raise doubt


def _tell(handler: Callable[..., Any], message: Message, error: Exception | None = None) -> None:
    if error is None:
        logger.info("message taken", extra={"consumer": handler.__name__})
        return
    told = {"error": type(error).__name__, "receives": message.receives}
    logger.error("message failed", exc_info=error, extra=told)
    count("MessageFailed", handler=handler.__name__)


def _message(record: dict[str, Any]) -> Message:
    raw = record["body"]
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):  # a hundred thousand brackets are no JSON either
        body = raw
    attributes = record.get("attributes") or {}
    return Message(
        id=record["messageId"],
        body=body,
        raw=raw,
        receives=int(attributes.get("ApproximateReceiveCount", 1)),
        attributes={name: value.get("stringValue", "") for name, value in (record.get("messageAttributes") or {}).items()},
        sent_milliseconds=int(attributes.get("SentTimestamp", 0)),
    )


def dead_letters(
    blueprint: Blueprint,
    queue: str,
    name: str,
    *,
    table: str,
    read: Callable[[Mapping[str, Any]], object],
    back_to: Callable[[Mapping[str, Any]], str | None],
    vouched: bool = False,
) -> Function:
    """Registers the function `name` that writes what ends in a dead-letter queue to an error table, with its cause.

    `read(body)` raises what the consumer raises for a body it cannot read: that is the cause then, and there is no retry.
    With `vouched` the same holds for what no fact says. `back_to(body)` names the queue a person's retry sends the message to
    again, as it came. Assign the result to a module attribute called `name`: Lambda looks it up there.
    """

    def record(message: Message) -> None:
        fault = _fault(message, read, vouched)
        queue_again = None if fault else back_to(message.body)
        error_log.record(
            table,
            source=name,
            error="MalformedMessage" if fault else "MessageFailed",
            cause=fault or cause_of(message),
            input=message.raw,
            retry=outbox.again(queue_again, message.raw, message.attributes) if queue_again else None,
            now=message.sent_at,
            seed=message.id,
        )

    record.__name__ = name
    record.__qualname__ = name
    return queue_consumer(blueprint, queue, name)(record)


def cause_of(message: Message) -> str:
    """What is known of a dead letter that can be read: where to look."""
    return f"Failed {message.receives} times and more; its consumer's log says why, by message_id {message.id}"


def _fault(message: Message, read: Callable[[Mapping[str, Any]], object], vouched: bool) -> str:
    """Why a message cannot be read, or is nobody's; empty when a further try may help."""
    if message.malformed:
        return "The body is no JSON object"
    try:
        read(message.body)
        if vouched:
            _vouch(message)
    except (BotoCoreError, ClientError, RequestInProgress):
        raise  # the database did not answer: the queue tries again
    except Exception as error:  # whatever it is, no further try will read it
        return f"{type(error).__name__}: {error}"
    return ""


def _park(name: str, record: Mapping[str, Any], error: Exception) -> None:
    """Keeps a row that cannot be read, once however often it comes: it holds up what is behind it otherwise."""
    written = record["dynamodb"].get("ApproximateCreationDateTime")
    logger.exception("row parked", extra={"consumer": name, "record": record["eventID"]})
    count("DeliveryParked")
    error_log.record(
        "relay-error-table",
        source=name,
        error="MalformedRow",
        cause=f"{type(error).__name__}: {error}",
        input=record["dynamodb"]["NewImage"],
        retry=None,
        now=datetime.fromtimestamp(written, UTC) if written else clock.now(),
        seed=record["eventID"],
    )


def stream_consumer(blueprint: Blueprint, table: str, name: str, *, batch_size: int = 25) -> Register[dynamo.Item]:
    """Registers `handler(image)` for the new images of a declared table's stream as the function `name`."""

    def register(handler: Callable[[dynamo.Item], None]) -> Function:
        @functools.wraps(handler)
        def consume(event: DynamoDBEvent, context: object = None) -> None:
            for record in event.to_dict()["Records"]:
                image = record["dynamodb"].get("NewImage")
                if record["eventName"] != "INSERT" or image is None:
                    continue  # journal and outbox are append only; what changes later is nobody's news
                try:
                    item = dynamo.from_wire(image)
                    begin(event.context, item.get("correlation_id") or None)
                    handler(item)
                except (AttributeError, LookupError, TypeError, ValueError) as error:  # no further try reads it
                    begin(event.context, None)
                    _park(name, record, error)

        return blueprint.on_dynamodb_record(stream_arn=settings.stream_arn(table), batch_size=batch_size, name=name)(consume)

    return register
