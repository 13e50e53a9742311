"""Executions of state machines as the console shows them: a list, and one execution's steps with inputs and errors.

make executions               the latest executions of every machine
make executions ID=<name>     one of them, step by step (the name, or the end of its ARN)
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ops.clients import Clients
from ops.output import may_be_cut_off
from ops.pointing import NoBank, clients_of_the_bank
from ops.progress import complain
from release.declaration import Place, load

_SHOWN = 50


@dataclass(frozen=True)
class Execution:
    """One execution; times are aware datetimes, `stopped` is None while it runs."""

    machine: str
    name: str
    arn: str
    status: str
    started: datetime
    stopped: datetime | None

    @property
    def seconds(self) -> float | None:
        return (self.stopped - self.started).total_seconds() if self.stopped else None


@dataclass
class Step:
    """One state that was entered: what it got, what it gave, and what went wrong on the way. `depth` counts branches."""

    name: str
    kind: str
    depth: int
    entered: datetime
    input: object
    exited: datetime | None = None
    output: object = None
    failures: list[tuple[str, str]] = field(default_factory=list)
    last_try_failed: bool = False

    @property
    def status(self) -> str:
        if self.exited:
            return "CAUGHT" if self.last_try_failed else "SUCCEEDED"
        return "FAILED" if self.last_try_failed or self.kind == "Fail" else "OPEN"


def list_executions(clients: Clients, place: Place, limit: int = _SHOWN) -> list[Execution]:
    """The latest executions of every declared machine, the newest first."""
    found = []
    for machine in load().machines:
        listed = clients("stepfunctions").list_executions(stateMachineArn=place.arn(f"machine/{machine}"), maxResults=limit)
        for each in listed["executions"]:
            found.append(_execution(machine, each))
    return sorted(found, key=lambda each: each.started, reverse=True)[:limit]


def _execution(machine: str, described: dict[str, Any]) -> Execution:
    stopped = described.get("stopDate")
    return Execution(machine, described["name"], described["executionArn"], described["status"], described["startDate"], stopped)


def find(clients: Clients, place: Place, wanted: str) -> Execution | None:
    """The execution with this name, or whose ARN ends like this."""
    every = list_executions(clients, place, limit=1000)
    return next((each for each in every if each.name == wanted or each.arn.endswith(wanted)), None)


def result_of(clients: Clients, execution: Execution) -> dict[str, Any]:
    """Input, output, error and cause of a whole execution."""
    described = clients("stepfunctions").describe_execution(executionArn=execution.arn)
    return {name: described.get(name) for name in ("input", "output", "error", "cause")}


def correlation_of(input: str | None) -> str:
    """The correlation id in an execution's input; empty when there is none."""
    found = _read(input)
    return str(found.get("correlationId") or "") if isinstance(found, dict) else ""


def steps_of(clients: Clients, execution: Execution) -> list[Step]:
    pages = clients("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=execution.arn, maxResults=1000)
    return steps_from(event for page in pages for event in page["events"])


def steps_from(events: Iterable[dict[str, Any]]) -> list[Step]:
    """The steps that a history tells of, in the order they were entered.

    Branches run at once, so an event belongs to the step that its `previousEventId` leads back to.
    """
    steps: list[Step] = []
    open_after: dict[int, tuple[Step, ...]] = {0: ()}
    for event in events:
        inside = open_after.get(event.get("previousEventId", event["id"] - 1), ())
        kind = event["type"]
        if kind.endswith("StateEntered"):
            details = event["stateEnteredEventDetails"]
            step = Step(
                details["name"], kind.removesuffix("StateEntered"), len(inside), event["timestamp"], _read(details.get("input"))
            )
            steps.append(step)
            inside = (*inside, step)
        elif kind.endswith("StateExited") and inside:
            name = event["stateExitedEventDetails"]["name"]
            while inside and inside[-1].name != name:
                inside = inside[:-1]
            if inside:
                inside[-1].exited, inside[-1].output = event["timestamp"], _read(event["stateExitedEventDetails"].get("output"))
            inside = inside[:-1]
        elif inside:
            _note(inside[-1], event)
        open_after[event["id"]] = inside
    return steps


def _note(step: Step, event: dict[str, Any]) -> None:
    """An event inside a step: a try that failed, or one that worked."""
    details = next((value for name, value in event.items() if name.endswith("EventDetails")), {}) or {}
    if "error" in details or event["type"].endswith(("Failed", "TimedOut")):
        step.failures.append((details.get("error") or event["type"], details.get("cause") or ""))
        step.last_try_failed = True
    elif event["type"].endswith("Succeeded"):
        step.last_try_failed = False


def _read(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _printed(execution: Execution) -> str:
    seconds = "" if execution.seconds is None else f"{execution.seconds:8.2f} s"
    return (
        f"{execution.started:%Y-%m-%d %H:%M:%S}  {execution.status:<10} {seconds:>11}  {execution.machine:<24} {execution.name}"
    )


def _print_one(clients: Clients, execution: Execution) -> None:
    print(_printed(execution), "\n" + execution.arn)
    for step in steps_of(clients, execution):
        indent = "  " * (step.depth + 1)
        took = f"{(step.exited - step.entered).total_seconds():.3f} s" if step.exited else "not left"
        print(f"\n{indent}{step.name} ({step.kind}) {step.status}, {took}")
        print(f"{indent}  input:  {json.dumps(step.input, ensure_ascii=False)}")
        for error, cause in step.failures:
            print(f"{indent}  failed: {error}: {cause}")
        if step.exited:
            print(f"{indent}  output: {json.dumps(step.output, ensure_ascii=False)}")
    result = result_of(clients, execution)
    print(f"\nerror:  {result['error']}: {result['cause']}" if result["error"] else f"\noutput: {result['output']}")


@may_be_cut_off
def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ID")
    try:
        clients, place = clients_of_the_bank()
    except NoBank as reason:
        complain(str(reason))
        return 1
    if not wanted:
        for execution in reversed(list_executions(clients, place)):
            print(_printed(execution))
        return 0
    execution = find(clients, place, wanted)
    if execution is None:
        complain(f"There is no execution {wanted}.")
        return 1
    _print_one(clients, execution)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
