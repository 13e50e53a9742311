"""SNS: topics whose subscriptions are queues with a filter, SMS, and the telephones that push messages go to."""

import json
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulation.doubles.errors import Exceptions, NotKnown, refused

if TYPE_CHECKING:
    from simulation.world import World


_OF_SMS = {"AWS.SNS.SMS.SMSType", "AWS.MM.SMS.OriginationNumber"}


class Sns:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self.world = world
        self.published: list[tuple[str, str, dict[str, Any], str]] = []  # topic, message, attributes, and by which task
        self.sms: list[tuple[str, str]] = []  # phone, text
        self.pushed: list[tuple[str, str]] = []  # endpoint, message
        self._endpoints: set[str] = set()

    def publish(
        self,
        *,
        Message: str,
        TopicArn: str | None = None,
        TargetArn: str | None = None,
        MessageStructure: str | None = None,
        PhoneNumber: str | None = None,
        MessageAttributes: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        targets = [each for each in (TopicArn, TargetArn, PhoneNumber) if each is not None]
        played = "json" if TargetArn is not None else None
        if len(targets) != 1 or MessageStructure != played or (TargetArn is not None and MessageAttributes):
            raise NotKnown(f"a message to {targets} as {MessageStructure} with {MessageAttributes}")
        if PhoneNumber is not None:
            if unknown := set(MessageAttributes or {}) - _OF_SMS:
                raise NotKnown(f"an SMS with {', '.join(sorted(unknown))}")
            self.sms.append((PhoneNumber, Message))
            return {"MessageId": str(uuid.uuid4())}
        if TargetArn is not None:
            self._known(TargetArn)
            if "default" not in _opened(Message):
                raise NotKnown(f"a message that says nothing by default: {Message}")
            self.pushed.append((TargetArn, Message))
            return {"MessageId": str(uuid.uuid4())}
        topic = str(TopicArn).removeprefix(self.world.place.arn("topic/"))
        if topic not in self.world.declaration.topics:
            raise refused("NotFound", "Topic does not exist", name="NotFoundException")
        attributes = MessageAttributes or {}
        self.published.append((topic, Message, attributes, self.world.task.name if self.world.task else ""))
        for subscription in self.world.declaration.subscriptions.values():
            if subscription["topic"] == topic and passes(subscription["filter"], attributes):
                url = self.world.place.queue_url(subscription["queue"])
                self.world.doubles["sqs"].send_message(QueueUrl=url, MessageBody=Message, MessageAttributes=attributes)
        return {"MessageId": str(uuid.uuid4())}

    def create_platform_endpoint(self, *, PlatformApplicationArn: str, Token: str) -> dict[str, Any]:
        """The same for the same telephone."""
        endpoint = f"{PlatformApplicationArn.replace(':app/', ':endpoint/')}/{uuid.uuid5(uuid.NAMESPACE_OID, Token)}"
        self._endpoints.add(endpoint)
        return {"EndpointArn": endpoint}

    def set_endpoint_attributes(self, *, EndpointArn: str, Attributes: dict[str, str]) -> dict[str, Any]:
        self._known(EndpointArn)
        if Attributes.get("Enabled") != "true" or set(Attributes) - {"Enabled", "Token"}:
            raise NotKnown(f"an endpoint that is {Attributes}")
        return {}

    def _known(self, endpoint: str) -> None:
        if endpoint not in self._endpoints:
            raise refused("NotFound", "Endpoint does not exist", name="NotFoundException")

    def busy(self) -> bool:
        return False


def _opened(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def passes(policy: Mapping[str, Any], attributes: Mapping[str, Any]) -> bool:
    """Whether a subscription's filter lets a message through: each of its names has one of the values."""
    return all(_is_one_of(allowed, attributes.get(name)) for name, allowed in policy.items())


def _is_one_of(allowed: Any, attribute: Mapping[str, Any] | None) -> bool:
    if not all(isinstance(each, str) for each in allowed):
        raise NotKnown(f"a filter of {allowed}")
    if attribute is None:
        return False
    text = attribute["StringValue"]
    values = json.loads(text) if attribute["DataType"] == "String.Array" else [text]
    return any(value in allowed for value in values)
