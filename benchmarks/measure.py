"""Does one operation, warm, and says what it took; and by how much customers meet on any one key."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from math import ceil
from typing import Any

from benchmarks import prices
from benchmarks.cloud import Cloud, Journey, Stage
from benchmarks.operations import Operation
from benchmarks.recorder import Call

READS = {"GetItem", "BatchGetItem", "Query", "TransactGetItems"}
# Keys that are shared on purpose (docs/decisions/0252-…); one takes a thousand writes and three thousand reads a second.
SHARED_KEYS = (
    "audit-table/by-log", "audit-table/by-what",  # what staff do, as often as people act
    "kyc-table/by-queue", "loan-table/by-status", "fraud-cases/by-status",  # what waits for staff, who list it and decide each
    "fraud-lists",  # written by staff alone; a merchant's are read by who pays there
    "user-table/by-name",  # names that begin alike, written at registration and with another name
    "wait-table/by-look", "schedule-table/by-look",  # sixteen parts, one taken at random, for the sweep
)  # fmt: skip
# Which rules are in use is read with every screened payment and written by staff alone. It lies in so many copies, read in turn: what
# counts is by how much one is read more often than its share.
READ_IN_TURN = {"fraud-rulesets": 64}


@dataclass(frozen=True)
class Measured:
    """What one operation took. `request` counts are what the caller waits for; the others go to the operation's end."""

    operation: Operation
    journey: Journey
    request_calls: list[Call]
    calls: list[Call]
    round_trips: int
    final_round_trips: int
    items: list[int]  # of each transaction
    units: float  # written while the caller waits
    units_after: float  # and in all that follows
    transitions: int
    keys: int
    mails: int
    dollars_of_request: float
    dollars: float
    milliseconds: float
    bare_milliseconds: float

    @property
    def functions(self) -> list[str]:
        """The Lambdas that the caller waits for."""
        waiting, found = [self.journey.request], []
        while waiting:
            stage = waiting.pop()
            found += [stage.name] if stage.kind != "machine" else []
            waiting += stage.inner
        return found


def measure(cloud: Cloud, operation: Operation, *, repeats: int = 5) -> Measured:
    """Once to warm up, once to count, a few times more for the time."""
    _asked(cloud, operation, operation.ready(cloud))
    subject = operation.ready(cloud)
    journey = _asked(cloud, operation, subject)
    times = []
    for _ in range(repeats):
        again = operation.ready(cloud) if operation.once else subject
        request = operation.ask(cloud, again, follow=False).request
        times.append((request.seconds, sum(call.seconds for call in request.every_call())))
    seconds, bare = min(times)
    waited = journey.request.every_call()
    calls = [call for stage in journey.stages for call in stage.calls]
    return Measured(
        operation,
        journey,
        waited,
        calls,
        journey.ends_after(),
        journey.ends_after(operation.is_final(cloud.place)),
        [call.transactional_items for call in waited if call.transactional_items],
        (units := sum(cloud.meter.units(call)[0] for call in waited)),
        sum(cloud.meter.units(call)[0] for call in calls) - units,
        sum(stage.transitions for stage in journey.stages),
        len({touch for call in calls for touch in cloud.meter.touches(call)}),
        sum(_is_mail(call) for call in calls),
        dollars_per_million(cloud, [journey.request]),
        dollars_per_million(cloud, journey.stages),
        seconds * 1000,
        bare * 1000,
    )


def _asked(cloud: Cloud, operation: Operation, subject: dict[str, Any]) -> Journey:
    journey = operation.ask(cloud, subject)
    if journey.status >= 300:
        raise RuntimeError(f"{operation.name} was answered {journey.status}: {journey.body}")
    return journey


def _is_mail(call: Call) -> bool:
    return call.name == "sqs:SendMessage" and call.parameters["QueueUrl"].endswith("notification-email-sqs")


def dollars_per_million(cloud: Cloud, stages: list[Stage]) -> float:
    """Dollars for a million of these stages and what runs inside them, mails themselves left out."""
    every: list[Stage] = []
    waiting = list(stages)
    while waiting:
        stage = waiting.pop()
        if stage not in every:
            every.append(stage)
            waiting += stage.inner
    return prices.API_REQUEST + sum(_dollars(cloud, stage) for stage in every)


def _dollars(cloud: Cloud, stage: Stage) -> float:
    batch = prices.BATCH if stage.kind in ("stream", "queue") else 1
    total = sum(_dollars_of_call(cloud, call) for call in stage.calls)
    if stage.kind == "machine":
        express = cloud.declaration.machines[stage.name]["type"] == "EXPRESS"
        hundreds = ceil(prices.EXPRESS_MILLISECONDS / 100)
        total += (
            prices.EXPRESS_REQUEST + prices.EXPRESS_100_MILLISECONDS * hundreds
            if express
            else prices.STANDARD_TRANSITION * stage.transitions
        )
    else:
        gigabytes = cloud.declaration.functions[stage.name].get("memory_mb", 512) / 1024
        total += (prices.LAMBDA_REQUEST + prices.LAMBDA_GB_MILLISECOND * prices.LAMBDA_MILLISECONDS * gigabytes) / batch
    if stage.kind == "queue":
        total += prices.SQS_REQUEST * 2 / batch  # receive and delete
    return total


def _dollars_of_call(cloud: Cloud, call: Call) -> float:
    if call.service == "dynamodb":
        writes, reads = cloud.meter.units(call)
        return writes * prices.WRITE_UNIT + reads * prices.READ_UNIT
    by_name = {
        "sqs:SendMessage": prices.SQS_REQUEST,
        "sns:Publish": prices.SNS_PUBLISH,
        "scheduler:CreateSchedule": prices.SCHEDULER_INVOCATION,
        "s3:PutObject": prices.S3_PUT,
        "s3:GetObject": prices.S3_GET,
        "kms:Encrypt": prices.KMS_REQUEST,
        "kms:Decrypt": prices.KMS_REQUEST,
    }
    return by_name.get(call.name, 0.0)


def hot_key_index(cloud: Cloud, operations: Sequence[Operation], customers: int) -> tuple[float, str]:
    """H: the most operations that touched any one key, divided by all of them, and that key's table.

    So many customers are taken in turn, each with one of `operations`, five times while there are few of them.
    """
    turns = [(operation, operation.ready(cloud)) for operation in islice(cycle(operations), customers)]
    rounds = 1 if customers >= 100 or any(operation.once for operation in operations) else 5
    touched: Counter[tuple[str, str]] = Counter()
    for operation, subject in turns * rounds:
        journey = _asked(cloud, operation, subject)
        touched.update({touch for stage in journey.stages for call in stage.calls for touch in cloud.meter.touches(call)})
    reads: Counter[str] = Counter()
    for (table, _), times in touched.items():
        reads[table] += times
    shares = {table: ceil(reads[table] / copies) for table, copies in READ_IN_TURN.items()}
    found = [
        (ceil(times / shares.get(table, 1)), table) for (table, _), times in touched.items() if not table.endswith(SHARED_KEYS)
    ]
    most, table = max(found)
    return most / len(turns * rounds), table
