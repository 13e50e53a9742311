"""Executions of state machines as the console shows them: a list, and one execution's steps with inputs and errors.

make executions               the latest executions of every machine
make executions ID=<name>     one of them, step by step (the name, or the end of its ARN)
"""

import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.platform.histories import Step, steps_from
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


def steps_of(clients: Clients, execution: Execution) -> list[Step]:
    pages = clients("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=execution.arn, maxResults=1000)
    return steps_from(event for page in pages for event in page["events"])


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
        for each in reversed(list_executions(clients, place)):
            print(_printed(each))
        return 0
    execution = find(clients, place, wanted)
    if execution is None:
        complain(f"There is no execution {wanted}.")
        return 1
    _print_one(clients, execution)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
