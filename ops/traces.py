"""What one correlation id went through: the request, messages, tasks, executions and mails it caused, in order of time.

make trace               the latest requests, each with its correlation id
make trace ID=<id>       one of them, from the request to the last thing that followed from it

A trace is made of what the bank's functions log (one line an outcome, CloudWatch Logs) and of the executions whose input
carries the id. On AWS the saved query `inferno-<stage>-trace` of Logs Insights asks the same.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.kernel import clock
from chalicelib.platform.histories import correlation_of
from chalicelib.platform.log_lines import Line, read
from ops import executions
from ops.clients import Clients
from ops.executions import Execution
from ops.output import may_be_cut_off
from ops.pointing import NoBank, clients_of_the_bank
from ops.progress import complain
from release import config
from release.declaration import Place, load

_SHOWN = 50
_LOOKED_BACK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=400)
_BEFORE, _AFTER = timedelta(seconds=1), timedelta(minutes=15)  # an execution may begin around the lines, or wait after them


@dataclass(frozen=True)
class Trace:
    """Lines and executions with one correlation id, the oldest first; both may be empty."""

    correlation_id: str
    lines: list[Line]
    executions: list[Execution]


def trace(clients: Clients, place: Place, correlation_id: str) -> Trace:
    lines = sorted(_lines(clients, place, list(load().functions), correlation_id), key=lambda line: line.at)
    found = [each for each in _around(clients, place, lines) if _belongs(clients, each, correlation_id)]
    return Trace(correlation_id, lines, sorted(found, key=lambda each: each.started))


def requests(clients: Clients, place: Place, limit: int = _SHOWN) -> list[Line]:
    """The latest requests that the API answered, the newest first.

    A log is read from its oldest line on (and the emulator gives 10,000 of them): the last minute is asked before the last
    hour, and so on.
    """
    answered: list[Line] = []
    for since in (clock.now() - span for span in _LOOKED_BACK):
        lines = _lines(clients, place, ["api_handler"], "answered", startTime=int(since.timestamp() * 1000))
        answered = [line for line in lines if line.message == "answered"]
        if len(answered) >= limit:
            break
    return sorted(answered, key=lambda line: line.at, reverse=True)[:limit]


def _lines(clients: Clients, place: Place, functions: list[str], wanted: str, **when: int) -> Iterator[Line]:
    """The structured lines of some functions with `wanted` as their correlation id or message."""
    logs = clients("logs")
    known = {
        group["logGroupName"] for page in logs.get_paginator("describe_log_groups").paginate() for group in page["logGroups"]
    }
    for function in functions:
        group = f"/aws/lambda/{config.function_name(place, function)}"
        if group not in known:
            continue
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, filterPattern=json.dumps(wanted), **when)
        for event in (event for page in pages for event in page["events"]):
            line = read(event["message"], function)
            if line and wanted in (line.correlation_id, line.message):
                yield line


def _around(clients: Clients, place: Place, lines: list[Line]) -> list[Execution]:
    if not lines:
        return []
    begin, end = lines[0].at - _BEFORE, lines[-1].at + _AFTER
    return [each for each in executions.list_executions(clients, place, limit=1000) if begin <= each.started <= end]


def _belongs(clients: Clients, execution: Execution, correlation_id: str) -> bool:
    return correlation_of(executions.result_of(clients, execution)["input"]) == correlation_id


def _described(line: Line) -> str:
    details = "  ".join(f"{name}={value}" for name, value in line.details.items())
    return f"{line.message}  {details}" + (f"  {line.error}" if line.error else "")


@may_be_cut_off
def main() -> int:
    try:
        clients, place = clients_of_the_bank()
    except NoBank as reason:
        complain(str(reason))
        return 1
    wanted = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ID")
    if not wanted:
        for line in reversed(requests(clients, place)):
            print(
                f"{line.at:%Y-%m-%d %H:%M:%S}  {line.details.get('status')}  {line.details.get('route')}  {line.correlation_id}"
            )
        return 0
    found = trace(clients, place, wanted)
    if not found.lines:
        complain(f"Nothing was logged with the correlation id {wanted}.")
        return 1
    began = found.lines[0].at
    for line in found.lines:
        print(f"{(line.at - began).total_seconds():9.3f} s  {line.function:<32} {_described(line)}")
    for execution in found.executions:
        steps = " → ".join(step.name for step in executions.steps_of(clients, execution))
        print(f"\n{execution.machine} {execution.name} {execution.status}\n  {steps}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
