"""Step Functions and CloudWatch Logs, by their own APIs: here as on AWS."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.operations.model import Execution, functions
from chalicelib.platform import log_lines, settings
from chalicelib.platform.clients import client
from chalicelib.platform.dynamo import Item
from chalicelib.platform.histories import Step, steps_from
from chalicelib.platform.log_lines import Line

# A history has at most 25,000 events; what is beyond this is not what somebody reads.
_MOST_PAGES_OF_HISTORY, _EVENTS_A_PAGE = 5, 1_000
# Of each function's log, in the time asked for.
_MOST_PAGES_OF_LOG = 5
_AT_ONCE = 8
_NAME_IN_ARN = 7  # arn:aws:states:<region>:<account>:express:<machine>:<name>:<its own id>


def definition_of(flow: str) -> dict[str, Any]:
    """The machine as it is deployed, in Amazon States Language."""
    return json.loads(client("stepfunctions").describe_state_machine(stateMachineArn=settings.machine_arn(flow))["definition"])


def executions_of(flow: str, status: str | None, limit: int, start: Item | None) -> tuple[list[Execution], Item | None]:
    """One page of a Standard flow's executions, newest first."""
    asked: dict[str, Any] = {"stateMachineArn": settings.machine_arn(flow), "maxResults": limit}
    asked |= {"statusFilter": status} if status else {}
    asked |= {"nextToken": start["token"]} if start else {}
    answer = client("stepfunctions").list_executions(**asked)
    found = [_execution(flow, each) for each in answer["executions"]]
    return found, {"token": answer["nextToken"]} if answer.get("nextToken") else None


def find_execution(flow: str, name: str) -> tuple[Execution, dict[str, Any]] | None:
    """A Standard flow's execution, and its input, output, error and cause."""
    try:
        found = client("stepfunctions").describe_execution(executionArn=_arn(flow, name))
    except ClientError as error:
        if error.response["Error"]["Code"] in ("ExecutionDoesNotExist", "InvalidArn", "ValidationException"):
            return None
        raise
    return _execution(flow, found), found


def steps_of(flow: str, name: str) -> list[Step]:
    events: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"executionArn": _arn(flow, name), "maxResults": _EVENTS_A_PAGE}
    for _ in range(_MOST_PAGES_OF_HISTORY):
        answer = client("stepfunctions").get_execution_history(**asked)
        events += answer["events"]
        if not answer.get("nextToken"):
            break
        asked["nextToken"] = answer["nextToken"]
    return steps_from(events)


def express_log(flow: str, name: str) -> list[tuple[datetime, str, str]]:
    """When an Express execution did what, in which state, from the machine's log."""
    group = f"/aws/vendedlogs/states/{settings.machine_arn(flow).rpartition(':')[2]}"
    lines = []
    for event in _events(group, name, None, None):
        found = json.loads(event["message"])
        if str(found.get("execution_arn", "")).split(":")[_NAME_IN_ARN:][:1] == [name]:  # the service finds longer names too
            state = str((found.get("details") or {}).get("name", ""))
            lines.append((datetime.fromtimestamp(event["timestamp"] / 1000, UTC), str(found.get("type", "")), state))
    return sorted(lines)


def lines_with(trace_id: str, begin: datetime, end: datetime) -> list[Line]:
    """What every function logged with a correlation id, oldest first."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda function: list(_lines(function, trace_id, begin, end)), functions())
        return sorted((line for lines in found for line in lines), key=lambda line: line.at)


def _lines(function: str, trace_id: str, begin: datetime, end: datetime) -> Iterator[Line]:
    prefix = settings.queue_name("").rstrip("-")
    name = prefix if function == "api_handler" else f"{prefix}-{function}"
    for event in _events(f"/aws/lambda/{name}", trace_id, begin, end):
        line = log_lines.read(event["message"], function)
        if line and line.correlation_id == trace_id:
            yield line


def _events(group: str, wanted: str, begin: datetime | None, end: datetime | None) -> Iterator[dict[str, Any]]:
    """The events of a log group that have a text in them; none where nothing has logged there yet."""
    asked: dict[str, Any] = {"logGroupName": group, "filterPattern": json.dumps(wanted)}
    asked |= {"startTime": int(begin.timestamp() * 1000)} if begin else {}
    asked |= {"endTime": int(end.timestamp() * 1000)} if end else {}
    for _ in range(_MOST_PAGES_OF_LOG):
        try:
            answer = client("logs").filter_log_events(**asked)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return
            raise
        yield from answer["events"]
        if not answer.get("nextToken"):
            return
        asked["nextToken"] = answer["nextToken"]


def _arn(flow: str, name: str) -> str:
    return f"{settings.machine_arn(flow).replace(':stateMachine:', ':execution:')}:{name}"


def _execution(flow: str, found: dict[str, Any]) -> Execution:
    return Execution(flow, found["name"], found["status"], found["startDate"], found.get("stopDate"))
