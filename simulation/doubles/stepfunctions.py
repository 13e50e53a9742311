"""Step Functions: executions of the declared machines, Standard and Express, as tasks of the run."""

import json
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulation.doubles.errors import Exceptions, refused
from simulation.doubles.executions import Execution, Machine, Waiting, declared
from simulation.doubles.language import Failed

if TYPE_CHECKING:
    from simulation.world import World

_NAME = re.compile(r"[A-Za-z0-9_.:@+=-]{1,80}")
_NAME_TAKEN = timedelta(days=90)  # after the end; the emulator, which nobody runs as long, never gives one back


class StepFunctions:
    """What the bank asks of Step Functions."""

    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self.world = world
        self.executions: dict[str, Execution] = {}
        self.tokens: dict[str, Waiting] = {}
        self.machines = {machine.arn: machine for machine in declared(world.place)}

    def create_state_machine(self, *, name: str, definition: str, roleArn: str, type: str = "STANDARD") -> dict[str, Any]:
        """One that is not declared: for tests."""
        machine = Machine(name.removeprefix(self.world.place.prefix), self.world.place, type, definition)
        self.machines[machine.arn] = machine
        return {"stateMachineArn": machine.arn}

    def start_execution(self, *, stateMachineArn: str, name: str | None = None, input: str = "{}") -> dict[str, Any]:
        execution = self._made(stateMachineArn, name or secrets.token_hex(16), input)
        execution.begin()
        return {"executionArn": execution.arn, "startDate": execution.started}

    def start_sync_execution(self, *, stateMachineArn: str, name: str | None = None, input: str = "{}") -> dict[str, Any]:
        execution = self._made(stateMachineArn, name or secrets.token_hex(16), input)
        if not execution.express:
            raise refused("StateMachineTypeNotSupported", f"{execution.machine.name} is no express machine")
        execution.begin()
        if self.world.task is not None:  # else whoever asked has given up
            self.world.wait(execution.ended)
        return execution.described()

    def describe_execution(self, *, executionArn: str) -> dict[str, Any]:
        return self._found(executionArn).described()

    def list_executions(
        self, *, stateMachineArn: str, maxResults: int = 100, statusFilter: str | None = None, nextToken: str | None = None
    ) -> dict[str, Any]:
        machine = self._machine(stateMachineArn)
        found = [each for each in self.executions.values() if each.machine == machine and not each.express]
        found = [each for each in reversed(found) if statusFilter in (None, each.status)]
        begin = int(nextToken or 0)
        shown = ("executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate")
        page = [each.described() for each in found[begin : begin + maxResults]]
        answer: dict[str, Any] = {"executions": [{name: each[name] for name in shown if name in each} for each in page]}
        return answer | ({"nextToken": str(begin + maxResults)} if begin + maxResults < len(found) else {})

    def get_execution_history(self, *, executionArn: str, maxResults: int = 100, nextToken: str | None = None) -> dict[str, Any]:
        history, begin = self._found(executionArn).history, int(nextToken or 0)
        answer: dict[str, Any] = {"events": [event.told() for event in history[begin : begin + maxResults]]}
        return answer | ({"nextToken": str(begin + maxResults)} if begin + maxResults < len(history) else {})

    def describe_state_machine(self, *, stateMachineArn: str) -> dict[str, Any]:
        machine = self._machine(stateMachineArn)
        kind = "EXPRESS" if machine.express else "STANDARD"
        return {"stateMachineArn": stateMachineArn, "definition": machine.text, "type": kind, "status": "ACTIVE"}

    def send_task_success(self, *, taskToken: str, output: str) -> dict[str, Any]:
        try:
            result = json.loads(output)
        except ValueError as error:
            raise refused("InvalidOutput") from error
        self._waiting(taskToken).answer.settle(result)
        return {}

    def send_task_failure(self, *, taskToken: str, error: str = "", cause: str = "") -> dict[str, Any]:
        self._waiting(taskToken).answer.fail(Failed(error, cause))
        return {}

    def busy(self) -> bool:
        """Whether an execution has something to do: one that waits for a person has not."""
        return any(each.status == "RUNNING" and not each.patient for each in self.executions.values())

    def _made(self, machine_arn: str, name: str, input: str) -> Execution:
        machine = self._machine(machine_arn)
        if not _NAME.fullmatch(name):
            raise refused("InvalidName", f"Invalid Name: '{name}'")
        try:
            given = json.loads(input)
        except ValueError as error:
            raise refused("InvalidExecutionInput") from error
        execution = Execution(self, machine, name, given)
        before = self.executions.get(execution.arn)
        if before is not None and (before.stopped is None or self.world.now() < before.stopped + _NAME_TAKEN):
            raise refused("ExecutionAlreadyExists", f"Execution Already Exists: '{execution.arn}'")
        self.executions[execution.arn] = execution
        return execution

    def _machine(self, arn: str) -> Machine:
        if arn not in self.machines:
            raise refused("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")
        return self.machines[arn]

    def _found(self, arn: str) -> Execution:
        found = self.executions.get(arn)
        if found is None or found.express:
            raise refused("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
        return found

    def _waiting(self, token: str) -> Waiting:
        if token not in self.tokens:
            raise refused("TaskDoesNotExist", "Task Token not found")
        return self.tokens[token]
