"""What a jump back in time leaves lying: consumers on streams that are gone, messages about what never happened, executions
that were cut off or whose work is undone, sessions that had ended."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from chalicelib.platform import outbox
from chalicelib.platform.error_log import next_name
from ops.clients import Clients
from ops.restoration.doors import standard_machines
from release import event_sources
from release.config import function_name
from release.declaration import Declaration, Place

# How long before that second a fact may have left the outbox and still be on its way, or a flow have begun and still run.
UNDER_WAY = timedelta(hours=1)
LONGEST_FLOW = timedelta(days=30)
_KEPT_OF_A_SOURCE = ("BatchSize", "MaximumBatchingWindowInSeconds", "ParallelizationFactor")


def attach_streams(declaration: Declaration, place: Place, clients: Clients) -> list[str]:
    """Hangs every stream consumer on its table's stream of today; the functions that hung on another.

    Where Terraform owns the event sources, `terraform apply` has done it by now and nothing is left to do.
    """
    functions, moved = clients("lambda"), []
    for name, function in declaration.functions.items():
        trigger = function.get("trigger", {})
        if "stream" not in trigger:
            continue
        table = clients("dynamodb").describe_table(TableName=place.name("table", trigger["stream"]))["Table"]
        wanted, full_name = table["LatestStreamArn"], function_name(place, name)
        sources = functions.list_event_source_mappings(FunctionName=full_name)["EventSourceMappings"]
        if [source["EventSourceArn"] for source in sources] == [wanted]:
            continue
        failures = trigger.get("on_failure")
        declared = event_sources.mapping(trigger, place.arn(f"queue/{failures}") if failures else None)
        kept = {key: source[key] for source in sources for key in _KEPT_OF_A_SOURCE if source.get(key)}
        for source in sources:
            functions.delete_event_source_mapping(UUID=source["UUID"])
        functions.create_event_source_mapping(
            FunctionName=full_name, EventSourceArn=wanted, StartingPosition="TRIM_HORIZON", **kept, **declared
        )
        moved.append(name)
    return moved


def forget_messages(declaration: Declaration, place: Place, clients: Clients) -> None:
    """Empties every queue: what lies there may speak of what never happened; what did happen is delivered once more."""
    for name in declaration.queues:
        clients("sqs").purge_queue(QueueUrl=place.queue_url(name, clients.endpoint))


def start_again(declaration: Declaration, place: Place, clients: Clients, at: datetime) -> list[str]:
    """Starts again what was under way at `at`, or begun later for a fact that stands; the executions' names.

    Names stay taken for 90 days, so a fact alone could not start its flow a second time. Every task finds what it did before.
    """
    promised = set(_flows_of_standing_facts(at))
    states, started = clients("stepfunctions"), []
    for arn in standard_machines(declaration, place):
        machine = arn.rpartition(":")[2].removeprefix(place.prefix)
        taken = set()
        for execution in _latest(clients, arn, at - LONGEST_FLOW):
            taken.add(execution["name"])
            was_under_way = execution["startDate"] <= at and execution.get("stopDate", at + UNDER_WAY) > at
            if not (was_under_way or (execution["startDate"] > at and (machine, execution["name"]) in promised)):
                continue
            name = next_name(execution["name"])
            while name in taken:
                name = next_name(name)
            taken.add(name)
            input = states.describe_execution(executionArn=execution["executionArn"])["input"]
            states.start_execution(stateMachineArn=arn, name=name, input=input)
            started.append(f"{machine}/{name}")
    return started


def _flows_of_standing_facts(at: datetime) -> Iterator[tuple[str, str]]:
    for item in outbox.since(at - UNDER_WAY):
        for delivery in item.get("deliveries") or ():
            if delivery["kind"] == "execution":
                yield str(delivery["machine"]), str(delivery["name"])


def _latest(clients: Clients, machine_arn: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Executions of a machine that began after `since`, newest first, as the service lists them."""
    for page in clients("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=machine_arn):
        for execution in page["executions"]:
            if execution["startDate"] < since:
                return
            yield execution
