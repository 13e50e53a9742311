"""SQS, and Lambda's pollers: messages that come late, in another order and twice, and dead letters in the end.

A queue that feeds a function hands over what is visible as soon as something is; the others keep what they have.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ParamValidationError

from simulation.doubles.errors import Exceptions, FunctionError, NotKnown, refused
from simulation.doubles.events import queue_record

if TYPE_CHECKING:
    from simulation.world import World

MAXIMUM_BYTES = 1024 * 1024
_KEPT_SECONDS, _DEAD_KEPT_SECONDS = 4 * 86_400, 14 * 86_400  # terraform/queues.tf
_SOONEST_SECONDS, _LATEST_SECONDS = 0.01, 2.0


@dataclass
class Message:
    id: str
    body: str
    attributes: dict[str, Any]
    sent: float
    visible: float
    receives: int = 0
    receipt: str = ""


@dataclass
class Queue:
    name: str
    visibility_seconds: float
    kept_seconds: float
    max_receives: int | None = None
    dead_letter: str | None = None
    function: str | None = None
    batch_size: int = 10
    messages: dict[str, Message] = field(default_factory=dict)
    taken: int = 0  # batches that a function has been given


class Sqs:
    """`heard` are told of each message that is sent, by the name of its queue, before anybody can take it."""

    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self.world = world
        self.heard: list[Callable[[str], None]] = []
        self.queues = {name: _queue(name, queue) for name, queue in world.declaration.queues.items()}
        for name, function in world.declaration.functions.items():
            if "queue" in (trigger := function.get("trigger") or {}):
                self.queues[trigger["queue"]].function = name
                self.queues[trigger["queue"]].batch_size = trigger.get("batch_size", 10)

    def send_message(
        self, *, QueueUrl: str, MessageBody: str, MessageAttributes: dict[str, Any] | None = None, DelaySeconds: int = 0
    ) -> dict[str, Any]:
        queue = self._queue(QueueUrl)
        if not MessageBody:
            raise refused("MissingParameter", "The request must contain the parameter MessageBody.")
        if len(MessageBody.encode()) > MAXIMUM_BYTES:
            raise refused("InvalidParameterValue", "One or more parameters are invalid. Reason: Message must be shorter")
        now = self._now()
        message = Message(str(uuid.uuid4()), MessageBody, MessageAttributes or {}, now, now + DelaySeconds)
        queue.messages[message.id] = message
        self._expect(queue, message)
        for hear in self.heard:
            hear(queue.name)
        return {"MessageId": message.id}

    def receive_message(
        self,
        *,
        QueueUrl: str,
        MaxNumberOfMessages: int = 1,
        VisibilityTimeout: int | None = None,
        AttributeNames: list[str] | None = None,
        MessageAttributeNames: list[str] | None = None,
    ) -> dict[str, Any]:
        """At once: who waits for a message lets time pass first."""
        queue = self._queue(QueueUrl)
        for names in (AttributeNames, MessageAttributeNames):
            if names and names != ["All"]:
                raise NotKnown(f"a message's attributes {names}")
        if not 1 <= MaxNumberOfMessages <= 10:
            raise refused("InvalidParameterValue", "MaxNumberOfMessages must be between 1 and 10")
        seconds = queue.visibility_seconds if VisibilityTimeout is None else VisibilityTimeout
        found = [
            _received(each, told=bool(AttributeNames), attributed=bool(MessageAttributeNames))
            for each in self._take(queue, MaxNumberOfMessages, seconds)
        ]
        return {"Messages": found} if found else {}

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> dict[str, Any]:
        queue = self._queue(QueueUrl)
        for message in list(queue.messages.values()):
            if message.receipt == ReceiptHandle:
                del queue.messages[message.id]
        return {}

    def busy(self) -> bool:
        """Whether a function has still to do with a message. What lies in a queue that feeds none lies there."""
        return any(queue.function and queue.messages for queue in self.queues.values())

    def _queue(self, url: str) -> Queue:
        if not isinstance(url, str):
            raise ParamValidationError(report="Invalid type for parameter QueueUrl")
        name = url.rpartition("/")[2].removeprefix(self.world.place.prefix)
        if name not in self.queues:
            code = "AWS.SimpleQueueService.NonExistentQueue"
            raise refused(code, "The specified queue does not exist.", name="QueueDoesNotExist")
        return self.queues[name]

    def _now(self) -> float:
        return self.world.now().timestamp()

    def _take(self, queue: Queue, most: int, seconds: float) -> list[Message]:
        """Up to so many visible messages, which are out of sight for `seconds`; what came too often goes to the dead letters."""
        now = self._now()
        for message in list(queue.messages.values()):
            if message.sent + queue.kept_seconds <= now:
                del queue.messages[message.id]
            elif queue.dead_letter and message.receives >= (queue.max_receives or 0) and message.visible <= now:
                del queue.messages[message.id]
                self._bury(self.queues[queue.dead_letter], message)
        visible = [each for each in queue.messages.values() if each.visible <= now][:most]
        for message in visible:
            message.receives += 1
            message.visible, message.receipt = now + seconds, f"{message.id}#{message.receives}"
            self._expect(queue, message)
        return visible

    def _bury(self, queue: Queue, message: Message) -> None:
        """A dead letter keeps its id, its age and how often it came."""
        message.visible = self._now()
        queue.messages[message.id] = message
        self._expect(queue, message)

    def _expect(self, queue: Queue, message: Message) -> None:
        """Has the pollers look when a message comes to be seen."""
        if queue.function:
            about = f"{queue.name} / {message.id} ({message.receives}) takes"
            until = message.visible - self._now() + self.world.decisions.between(about, _SOONEST_SECONDS, _LATEST_SECONDS)
            self.world.after(until, lambda: self._poll(queue))

    def _poll(self, queue: Queue) -> None:
        """Whatever is visible, whichever message it was that had them look."""
        batch = self._take(queue, queue.batch_size, queue.visibility_seconds)
        if not batch:
            return
        if self._happens(f"{queue.name} / {batch[0].id} ({batch[0].receives})", "queue out of order", queue):
            batch.reverse()
        queue.taken += 1
        self.world.start(f"{queue.function} / batch {queue.taken}", lambda: self._hand_over(queue, batch))

    def _hand_over(self, queue: Queue, batch: list[Message]) -> None:
        """Gives a batch to the function. What it took is deleted, what it did not comes again, all of it when it failed."""
        arn, receipts = self.world.place.arn(f"queue/{queue.name}"), {each.id: each.receipt for each in batch}
        records = [
            queue_record(
                each.id, each.body, each.attributes, receives=each.receives, sent_milliseconds=int(each.sent * 1000), arn=arn
            )
            for each in batch
        ]
        try:
            answer = self.world.invoke(str(queue.function), json.loads(json.dumps({"Records": records}))) or {}
        except FunctionError:
            return
        failed = {each["itemIdentifier"] for each in answer.get("batchItemFailures", ())}
        for message in batch:
            again = f"{queue.name} / {message.id} ({message.receives})"
            if message.id in failed or self._happens(again, "queue delivers twice", queue):
                continue
            if message.receipt == receipts[message.id]:  # or somebody else has it by now
                queue.messages.pop(message.id, None)

    def _happens(self, name: str, what: str, queue: Queue) -> bool:
        return self.world.befalls(f"{name} {what}", what, queue.name)


def _queue(name: str, declared: dict[str, Any]) -> Queue:
    dead = declared.get("dead_letter")
    kept = _KEPT_SECONDS if dead else _DEAD_KEPT_SECONDS
    return Queue(name, declared["visibility_seconds"], kept, declared.get("max_receives"), dead)


def _received(message: Message, *, told: bool, attributed: bool) -> dict[str, Any]:
    """With what the queue tells of it, and what it was sent with."""
    found: dict[str, Any] = {"MessageId": message.id, "ReceiptHandle": message.receipt, "Body": message.body}
    if told:
        found["Attributes"] = {
            "ApproximateReceiveCount": str(message.receives),
            "SentTimestamp": str(int(message.sent * 1000)),
        }
    if message.attributes and attributed:
        found["MessageAttributes"] = message.attributes
    return found
