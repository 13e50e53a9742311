"""The relay: performs the deliveries of outbox items (and the ledger's journal items), in order, at least once.

A fault of a service raises, so the stream hands the batch over again. A delivery that can never work is parked in
`relay-error-table` and the rest goes on: one bad image must not stop the bank.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from botocore.exceptions import ClientError, ParamValidationError
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform import error_log, outbox, settings, waits
from chalicelib.platform.clients import client
from chalicelib.platform.consumers import stream_consumer
from chalicelib.platform.dynamo import Item
from chalicelib.platform.observability import count, logger
from chalicelib.platform.outbox import Delivery

relay = Blueprint(__name__)
_SOONEST = timedelta(seconds=5)
# A start that Step Functions does not take is tried for an hour, then it goes to the queue, which alarms; without one it is lost.
_LOST_STARTS = "schedule-failures-sqs"
_TRIES = {"MaximumEventAgeInSeconds": 3_600, "MaximumRetryAttempts": 100}
# What another try cannot mend; everything else is taken for a passing fault.
_PERMANENT = {
    "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "InvalidMessageContents", "InvalidParameterValue",
    "NotFound", "InvalidParameter", "StateMachineDoesNotExist", "InvalidArn", "InvalidName", "InvalidExecutionInput", "ValidationException",
}  # fmt: skip


@stream_consumer(relay, "outbox-table", "relay_outbox", batch_size=25)
def relay_outbox(image: Item) -> None:
    perform_all(image)
    outbox.mark_delivered(image["id"], clock.now())


def perform_all(image: Item) -> None:
    """Performs each delivery of one image; parks those that can never work. Raises TypeError where they cannot be told apart."""
    deliveries = image.get("deliveries") or []
    if not isinstance(deliveries, list):
        raise TypeError("deliveries are a list")
    for number, delivery in enumerate(deliveries):
        try:
            perform(delivery, str(image.get("id", "")))
        except (ClientError, ParamValidationError, KeyError, TypeError, ValueError) as error:
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
            if isinstance(error, ClientError) and code not in _PERMANENT:
                raise
            identity = str(image.get("id") or image.get("posting_id"))
            logger.exception("delivery parked", extra={"fact": image.get("fact"), "item": identity})
            count("DeliveryParked")
            error_log.record(
                "relay-error-table",
                source="relay",
                error=code,
                cause=str(error),
                input=delivery,
                retry=delivery if isinstance(delivery, dict) and "kind" in delivery else None,
                now=clock.from_text(image["at"]) if "at" in image else clock.now(),
                seed=f"{identity}:{number}",
            )


def perform(delivery: Delivery, outbox_id: str = "") -> None:
    """One delivery, of the outbox item `outbox_id` if it comes from one. Starting what runs already under the same name is success."""
    kind, source = delivery["kind"], {outbox.ITEM: outbox_id} if outbox_id else {}
    if kind == "queue":
        client("sqs").send_message(
            QueueUrl=settings.queue_url(delivery["queue"]),
            MessageBody=delivery["body"],
            MessageAttributes=_attributes(delivery.get("attributes", source)),
        )
    elif kind == "topic":
        client("sns").publish(
            TopicArn=settings.topic_arn(delivery["topic"]),
            Message=delivery["body"],
            MessageAttributes=_attributes({**_filtered_by(delivery), **source}) | _lists(delivery.get("lists", {})),
        )
    elif kind == "execution":
        _start(delivery)
    elif kind == "schedule":
        _schedule(delivery)
    elif kind == "wake":
        waits.wake(delivery["wait"])
    else:
        raise ValueError(f"unknown delivery {kind!r}")
    logger.info("delivered", extra=_receiver(delivery))


def _filtered_by(delivery: Delivery) -> dict[str, str]:
    """The attribute that subscriptions filter on: `type` of a CloudEvent, `eventType` of the events before them."""
    name = "type" if "type" in delivery else "eventType"
    return {name: delivery[name]}


def _receiver(delivery: Delivery) -> dict[str, object]:
    """Who got it, for the log: a queue, a topic and its event, a machine and its execution, a wait; never what was said."""
    names = {
        "queue": "queue", "topic": "topic", "eventType": "event", "type": "event", "machine": "machine", "name": "execution",
        "wait": "wait",
    }  # fmt: skip
    return {said: delivery[name] for name, said in names.items() if name in delivery}


def _attributes(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"DataType": "String", "StringValue": value} for name, value in values.items()}


def _lists(values: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    return {name: {"DataType": "String.Array", "StringValue": json.dumps(list(each))} for name, each in values.items()}


def _start(delivery: Delivery) -> None:
    states = client("stepfunctions")
    try:
        states.start_execution(
            stateMachineArn=settings.machine_arn(delivery["machine"]), name=delivery["name"], input=delivery["input"]
        )
    except states.exceptions.ExecutionAlreadyExists:
        logger.info("execution exists", extra={"execution": delivery["name"]})


def _schedule(delivery: Delivery) -> None:
    scheduler = client("scheduler")
    # Whole seconds, and never early; a moment that has passed on the way here is refused, what was due then is due now.
    at = max(clock.from_text(delivery["at"]), clock.now() + _SOONEST) + timedelta(milliseconds=999)
    try:
        scheduler.create_schedule(
            Name=delivery["name"],
            GroupName=settings.schedule_group(),
            ScheduleExpression=f"at({clock.to_text(at)[:19]})",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={
                "Arn": settings.machine_arn(delivery["machine"]),
                "RoleArn": settings.role_arn("scheduler"),
                "Input": json.dumps(json.loads(delivery["input"])),
                "DeadLetterConfig": {"Arn": settings.queue_arn(_LOST_STARTS)},
                "RetryPolicy": _TRIES,
            },
        )
    except scheduler.exceptions.ConflictException:
        logger.info("schedule exists", extra={"schedule": delivery["name"]})
    except scheduler.exceptions.ValidationException:
        if clock.now() < at:
            raise
        _schedule(delivery)  # the call was that long on its way
