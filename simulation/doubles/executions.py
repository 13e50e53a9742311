"""One execution of a machine, and the strands on which it and its branches run."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel import clock
from release.declaration import Place, load
from simulation.doubles.errors import FunctionError, NotKnown
from simulation.doubles.language import CALLBACK, Branch, Failed, Language, Task
from simulation.scheduler import Killed, Promise

if TYPE_CHECKING:
    from simulation.doubles.stepfunctions import StepFunctions

# What a machine may call by itself, and how errors of the service are named then.
_CALLS = {
    "arn:aws:states:::sqs:sendMessage": ("sqs", "send_message", "SQS"),
    "arn:aws:states:::dynamodb:putItem": ("dynamodb", "put_item", "DynamoDB"),
    "arn:aws:states:::dynamodb:updateItem": ("dynamodb", "update_item", "DynamoDB"),
    "arn:aws:states:::sns:publish": ("sns", "publish", "SNS"),
}
_INVOKE = "arn:aws:states:::lambda:invoke"
_TIMED_OUT, _NO_HEARTBEAT = "States.Timeout", "States.HeartbeatTimeout"
_UNHEARD = "task times out"
_LONG_SECONDS = 3 * 3_600  # the date of a series that could not be paid is tried again after six
_A_YEAR = 366 * 86_400  # longer than any execution


class Machine:
    """One state machine; its definition is read when it is first run."""

    def __init__(self, name: str, place: Place, kind: str, text: str) -> None:
        self.name, self.arn, self.text = name, place.arn(f"machine/{name}"), text
        self.express = kind == "EXPRESS"

    @cached_property
    def definition(self) -> dict[str, Any]:
        return json.loads(self.text)

    @cached_property
    def language(self) -> Language:
        return Language(self.definition)


@cache
def declared(place: Place) -> tuple[Machine, ...]:
    """The bank's own machines, read once for all runs."""
    declaration = load()
    return tuple(
        Machine(name, place, machine["type"], declaration.machine_definition(name, place))
        for name, machine in declaration.machines.items()
    )


class Waiting:
    """A task that waits for what is sent to its token."""

    def __init__(self, name: str) -> None:
        self.answer = Promise(name)

    def fail_with(self, calling: Promise) -> None:
        """Nobody was given the token when the call that hands it on has failed."""
        try:
            calling.value()
        except BaseException as error:
            self.answer.fail(error)


class Event:
    """One line of a history."""

    def __init__(self, id: int, previous: int, at: datetime, kind: str, details: dict[str, Any]) -> None:
        self.id, self.previous, self.at, self.kind, self.details = id, previous, at, kind, details

    def told(self) -> dict[str, Any]:
        said = {name: json.dumps(value) if name in ("input", "output") else value for name, value in self.details.items()}
        family = (
            "state" + self.kind[self.kind.index("State") + 5 :] if "State" in self.kind else self.kind[0].lower() + self.kind[1:]
        )
        return {
            "id": self.id,
            "previousEventId": self.previous,
            "timestamp": self.at,
            "type": self.kind,
            f"{family}EventDetails": said,
        }


class Execution:
    """One run of a machine."""

    def __init__(self, service: "StepFunctions", machine: Machine, name: str, input: Any) -> None:
        world = service.world
        self.service, self.machine, self.name, self.input = service, machine, name, input
        self.express = machine.express
        own = f":{secrets.token_hex(8)}" if self.express else ""
        self.arn = world.place.arn(f"{'express' if self.express else 'execution'}/{machine.name}:{name}") + own
        self.status, self.started = "RUNNING", world.now()
        self.stopped: datetime | None = None
        self.output: Any = None
        self.failure: Failed | None = None
        self.history: list[Event] = []
        self.ended = Promise(self.title)
        self.strands: list[Strand] = []

    @property
    def title(self) -> str:
        return f"execution {self.machine.name}:{self.name}"

    @property
    def patient(self) -> bool:
        """Whether nothing comes of it until a person decides, or a day that is far off."""
        return bool(self.strands) and all(strand.patient or strand.sleeps for strand in self.strands)

    @property
    def sleeps(self) -> bool:
        """Whether it is the clock that has it go on."""
        return any(strand.sleeps for strand in self.strands)

    def begin(self) -> None:
        about = {"Id": self.arn, "Input": self.input, "Name": self.name, "StartTime": clock.to_text(self.started)}
        context = {"Execution": about, "StateMachine": {"Id": self.machine.arn, "Name": self.machine.arn.rpartition(":")[2]}}
        first = Strand(self, self.title)
        first.tell("ExecutionStarted", input=self.input)
        ending = first.run(lambda: self.machine.language.run(self.input, context, first))
        ending.then(lambda: self._over(ending))
        if seconds := self.machine.definition.get("TimeoutSeconds"):
            self.service.world.after(seconds, self._time_out)

    def described(self) -> dict[str, Any]:
        failed = {"error": self.failure.error, "cause": self.failure.cause} if self.failure else {}
        return {
            "executionArn": self.arn,
            "stateMachineArn": self.machine.arn,
            "name": self.name,
            "status": self.status,
            "startDate": self.started,
            "input": json.dumps(self.input),
            **({"stopDate": self.stopped} if self.stopped else {}),
            **({"output": json.dumps(self.output)} if self.status == "SUCCEEDED" else {}),
            **failed,
        }

    def _over(self, promise: Promise) -> None:
        try:
            self.output = promise.value()
            self._end("SUCCEEDED", output=self.output)
        except Failed as failure:
            self.failure = failure
            self._end("FAILED", error=failure.error, cause=failure.cause)
        except Killed:
            pass  # it ran out of its time, which has been written down

    def _time_out(self) -> None:
        if self.status == "RUNNING":
            self.failure = Failed(_TIMED_OUT)
            self._end("TIMED_OUT", error=_TIMED_OUT)
            for strand in self.strands:
                strand.task.kill()

    def _end(self, status: str, **details: Any) -> None:
        now = self.service.world.now()
        self.status, self.stopped, first = status, now, self.history[0]
        kind = {"SUCCEEDED": "ExecutionSucceeded", "FAILED": "ExecutionFailed", "TIMED_OUT": "ExecutionTimedOut"}[status]
        self.history.append(Event(len(self.history) + 1, first.id, now, kind, details))
        self.ended.settle(status)


class Strand:
    """Where an execution, or one branch of it, runs."""

    def __init__(self, execution: Execution, title: str, after: int = 0) -> None:
        self.execution, self.title = execution, title
        self.world, self.service = execution.service.world, execution.service
        self.patient, self.sleeps, self.state = False, False, ""
        self._last = after
        execution.strands.append(self)

    def tell(self, kind: str, **details: Any) -> None:
        history = self.execution.history
        history.append(Event(len(history) + 1, self._last, self.world.now(), kind, details))
        self._last = len(history)

    def entered(self, name: str, kind: str, input: Any) -> None:
        self.state = name
        self.tell(f"{kind}StateEntered", name=name, input=input)

    def left(self, name: str, kind: str, output: Any) -> None:
        self.tell(f"{kind}StateExited", name=name, output=output)

    def token(self) -> str:
        return secrets.token_hex(16)

    def pause(self, seconds: float) -> None:
        self.sleeps = seconds > _LONG_SECONDS
        self.world.sleep(seconds)
        self.sleeps = False

    def back_off(self, least_seconds: float, most_seconds: float) -> None:
        shortest = max(least_seconds, 0.001)
        self.world.sleep(self.world.decisions.between(self.world.numbered("pauses"), shortest, max(shortest, most_seconds)))

    def fork(self, branches: Sequence[Branch], at_once: int) -> list[Any]:
        title, strands, outputs, all_done = self.world.numbered("branches"), list[Strand](), dict[int, Any](), Promise(self.title)
        coming = enumerate(branches, 1)

        def begin() -> None:
            for number, branch in coming:
                strand = Strand(self.execution, f"{title} {number}", self._last)
                strands.append(strand)
                strand.run(partial(branch, strand)).then(partial(heard, number, strand))
                return
            if len(outputs) == len(branches):
                all_done.settle()

        def heard(number: int, strand: Strand) -> None:
            self.execution.strands.remove(strand)
            try:
                outputs[number] = strand.task.promise.value()
            except BaseException as error:
                all_done.fail(error)
            else:
                begin()

        for _ in range(max(1, min(at_once, len(branches)))):
            begin()
        self.patient = True  # as its branches are
        try:
            self.world.wait(all_done)
        finally:
            self.patient = False
            for strand in strands:
                strand.task.kill()
        return [outputs[number] for number in sorted(outputs)]

    def run(self, run: Callable[[], Any]) -> Promise:
        """Starts what runs on this strand; what becomes of it."""
        self.task = self.world.start(self.title, run)
        return self.task.promise

    def perform(self, task: Task) -> Any:
        resource = task.resource.removesuffix(CALLBACK)
        about = {"resource": resource.rpartition(":")[2], "resourceType": resource.split(":")[-2]}
        self.tell("TaskScheduled", **about)
        try:
            answer = self._answer_to_token(task, resource) if task.token else self._answer(task, resource)
        except Failed as failure:
            timed_out = failure.error in (_TIMED_OUT, _NO_HEARTBEAT)
            self.tell("TaskTimedOut" if timed_out else "TaskFailed", **about, error=failure.error, cause=failure.cause)
            raise
        self.tell("TaskSucceeded", **about, output=answer)
        return answer

    def _answer(self, task: Task, resource: str) -> Any:
        """What the call gives. A call that takes too long goes on, or begins after that, and nobody hears of it."""
        unheard = bool(task.timeout_seconds) and self.world.befalls(self.world.numbered("times out"), _UNHEARD, "machines")
        late = unheard and self.world.decisions.happens(self.world.numbered("is late"), 0.5)
        calling = self._calling(task, resource, task.timeout_seconds if late and task.timeout_seconds else 0.0)
        try:
            return self.world.wait(Promise(self.title) if unheard else calling, task.timeout_seconds)
        except TimeoutError:
            raise Failed(_TIMED_OUT, f"Task timed out after {task.timeout_seconds} seconds") from None

    def _answer_to_token(self, task: Task, resource: str) -> Any:
        """What is sent to the token, once the call has handed it on."""
        token = str(task.token)
        waiting = self.service.tokens[token] = Waiting(token)
        calling = self._calling(task, resource)
        calling.then(lambda: waiting.fail_with(calling))
        ends, silent = task.timeout_seconds or _A_YEAR, task.heartbeat_seconds or _A_YEAR  # nobody here sends a heartbeat
        self.patient = resource == _INVOKE
        try:
            return self.world.wait(waiting.answer, min(ends, silent))
        except TimeoutError:
            if ends <= silent:
                raise Failed(_TIMED_OUT, f"Task timed out after {ends} seconds") from None
            raise Failed(_NO_HEARTBEAT, f"No heartbeat for {silent} seconds") from None
        finally:
            self.patient = False
            del self.service.tokens[token]

    def _calling(self, task: Task, resource: str, late: float = 0.0) -> Promise:
        """The call as a task of its own, so many seconds `late`, with the error as a machine knows it."""
        calling = self.world.start(self.world.numbered("calls"), partial(self._call, resource, task.arguments, late))
        calling.site = f"{self.execution.machine.name}.{self.state} {resource.rpartition(':')[2]}"
        return calling.promise

    def _call(self, resource: str, arguments: dict[str, Any], late: float) -> Any:
        self.world.sleep(late)
        if resource == _INVOKE:
            _only(arguments, {"FunctionName", "Payload"}, resource)
            function = arguments["FunctionName"].removeprefix(self.world.place.arn("function/"))
            try:
                result = self.world.invoke(function, json.loads(json.dumps(arguments["Payload"])))
            except FunctionError as error:
                raise Failed(error.type, json.dumps({"errorType": error.type, "errorMessage": error.message})) from error
            return {"StatusCode": 200, "Payload": json.loads(json.dumps(result))}
        if resource not in _CALLS:
            raise NotKnown(resource)
        service, operation, name = _CALLS[resource]
        if not isinstance(arguments.get("MessageBody", ""), str):
            arguments = {**arguments, "MessageBody": json.dumps(arguments["MessageBody"])}
        try:
            answer = getattr(self.world.client(service), operation)(**arguments)
        except ClientError as error:
            raise Failed(f"{name}.{error.response['Error']['Code']}", error.response["Error"]["Message"]) from error
        except BotoCoreError as error:
            raise Failed(f"{name}.SdkClientException", str(error)) from error
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def _only(found: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := set(found) - known:
        raise NotKnown(f"{where}: {', '.join(sorted(unknown))}")
