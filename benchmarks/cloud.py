"""The bank in this process on the emulator's database: what the streams, queues, topics and state machines would start
is started here, one after the other, so that an operation is followed to its end and every call is counted."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from unittest.mock import patch

from chalice import Chalice
from chalice.test import Client

from benchmarks.gateway import let_through
from benchmarks.machines import Walk
from benchmarks.recorder import Call, Meter, Recorder
from chalicelib.kernel import ids
from chalicelib.platform.reading import AUTHORIZATION
from chalicelib.platform.roles import CUSTOMER, Role
from release.declaration import Declaration, Place
from simulation.doubles.events import queue_record, stream_record
from simulation.doubles.language import Language
from simulation.doubles.sns import passes

MAXIMUM_STAGES = 100
_VIEWER = "X-Bench-Viewer"  # the header that says where a customer asks from
# Mails cost every operation the same and a lot: they are counted when they are asked for, not followed.
NOT_FOLLOWED = {"notification-email-sqs"}


@dataclass(eq=False)
class Stage:
    """One Lambda invocation or state machine on an operation's way: `cause` is the call of `parent` that brought it about,
    and that waits for it when the stage is `synchronous`."""

    name: str
    kind: str
    parent: "Stage | None" = None
    cause: Call | None = None
    synchronous: bool = False
    calls: list[Call] = field(default_factory=list)
    inner: list["Stage"] = field(default_factory=list)  # synchronous ones
    transitions: int = 0
    seconds: float = 0.0

    def every_call(self) -> list[Call]:
        """The calls of the stage and of those that ran inside it."""
        return self.calls + [call for stage in self.inner for call in stage.every_call()]

    def sequence(self, until: Call | None = None) -> int:
        """Round trips one after the other, inner stages included; up to one call, when asked."""
        count = 0
        for call in self.calls:
            count += 1
            if call is until:
                break
            count += sum(stage.sequence() for stage in self.inner if stage.cause is call)
        return count

    def starts_after(self) -> int:
        """Round trips from the caller to the start of this stage: to API Gateway, to Lambda, then call by call."""
        if self.parent is None:
            return 2
        hop = 0 if self.synchronous else 1  # a stream or a queue hands it to Lambda
        return self.parent.starts_after() + self.parent.sequence(self.cause) + hop

    def ends_after(self) -> int:
        return self.starts_after() + self.sequence()


Consequence = tuple[str, str, Callable[[Stage], object]]  # name and kind of a stage, and what runs in it


@dataclass
class Journey:
    """Everything one operation did: its stages in order, the first is the request."""

    stages: list[Stage]
    status: int
    body: Any

    @property
    def request(self) -> Stage:
        return self.stages[0]

    def ends_after(self, final: Callable[[Stage], bool] | None = None) -> int:
        """Round trips until the answer, or until the first stage that `final` recognises is done."""
        named = [stage.ends_after() for stage in self.stages[1:] if final and final(stage)]
        return min(named) if named else self.request.ends_after()


class Cloud:
    """`request` performs a REST call as a customer and `follow`s what comes of it."""

    def __init__(self, app: Chalice, declaration: Declaration, place: Place, recorder: Recorder, unheard: Any) -> None:
        self.declaration, self.place, self.recorder = declaration, place, recorder
        tables = {place.name("table", name): table for name, table in declaration.tables.items()}
        self.meter = Meter(tables, unheard)
        self._client = Client(app, stage_name="api")
        recorder.substitute = self._substitute
        self._journey: list[Stage] = []
        self._current = Stage("outside", "nothing")
        self._token_answers: dict[str, object] = {}
        self._triggers: dict[tuple[str, str], str] = {}
        for name, function in declaration.functions.items():
            for kind, source in (function.get("trigger") or {}).items():
                if kind in ("queue", "stream"):
                    self._triggers[kind, source] = name

    def request(
        self,
        method: str,
        path: str,
        *,
        user_id: str = "",
        email: str = "bench@inferno.example",
        role: Role | Literal["customer"] = CUSTOMER,
        body: dict[str, Any] | None = None,
        key: str = "",
        consent: str = "",
        token: str = "",
        address: str = "",
        follow: bool = True,
    ) -> Journey:
        """`token` is a real one, which the authorizer looks at; else API Gateway knows the caller since less than a minute. `address` is
        where they ask from, whatever tells customers apart."""
        bearer = token and f"Bearer {token}"
        given = {"Idempotency-Key": key, AUTHORIZATION: consent, "Authorization": bearer, _VIEWER: address}
        headers = {"Content-Type": "application/json"} | {name: value for name, value in given.items() if value}
        if user_id:
            headers["Authorization"] = let_through(user_id, email, [role])
        payload = json.dumps(body).encode() if body is not None else b""
        self._journey = []
        with self._stage("api_handler", "api"), patch.dict(os.environ, {"BANK_ADDRESS_HEADER": _VIEWER if address else ""}):
            answer = self._client.http.request(method, path, headers=headers, body=payload)
        if follow:
            self._follow()
        return Journey(self._journey, answer.status_code, answer.json_body)

    def function(self, name: str, event: dict[str, Any]) -> Any:
        return self._client.lambda_.invoke(name, event).payload

    def hand(self, name: str, event: dict[str, Any]) -> None:
        """Gives a batch to a function, which must take all of it: what it hands back is nowhere counted."""
        if (self.function(name, event) or {}).get("batchItemFailures"):
            raise RuntimeError(f"{name} could not take {event}")

    @contextmanager
    def _stage(self, name: str, kind: str, cause: Call | None = None, synchronous: bool = False) -> Iterator[Stage]:
        parent = self._current if synchronous else self._stage_of(cause)
        stage = Stage(name, kind, parent, cause, synchronous)
        if synchronous:
            self._current.inner.append(stage)
        outer, heard = self._current, self.recorder.calls
        self._journey.append(stage)
        self._current, self.recorder.calls = stage, stage.calls
        started = time.perf_counter()
        try:
            yield stage
        finally:
            stage.seconds = time.perf_counter() - started
            self._current, self.recorder.calls = outer, heard

    def _stage_of(self, cause: Call | None) -> Stage | None:
        return next((stage for stage in self._journey if any(call is cause for call in stage.calls)), None)

    def _follow(self) -> None:
        """Runs what every call so far brings about, and what that brings about in turn."""
        seen: list[Call] = []
        while True:
            waiting = [call for stage in self._journey for call in stage.calls if not any(call is done for done in seen)]
            if not waiting:
                return
            for call in waiting:
                seen.append(call)
                for name, kind, run in self._consequences(call):
                    if len(self._journey) >= MAXIMUM_STAGES:
                        raise RuntimeError(f"an operation goes on for more than {MAXIMUM_STAGES} stages")
                    with self._stage(name, kind, call) as stage:
                        run(stage)

    def _consequences(self, call: Call) -> Iterator[Consequence]:
        if call.failed:
            return
        # Tables with a stream are append only: their items come by a Put, and a later mark is nobody's news.
        if call.service == "dynamodb" and call.operation in ("TransactWriteItems", "PutItem"):
            for table, item in self.meter.written(call):
                function = self._triggers.get(("stream", table.removeprefix(self.place.prefix)))
                if function:
                    yield function, "stream", self._handing(function, stream_record(item, ids.new_id()))
        elif call.name == "sqs:SendMessage":
            queue, attributes = call.parameters["QueueUrl"].rpartition("/")[2], call.parameters.get("MessageAttributes", {})
            yield from self._queue(queue, call.parameters["MessageBody"], attributes)
        elif call.name == "sns:Publish":
            topic = call.parameters["TopicArn"].rpartition(":")[2].removeprefix(self.place.prefix)
            attributes = call.parameters.get("MessageAttributes", {})
            for subscription in self.declaration.subscriptions.values():
                if subscription["topic"] == topic and passes(subscription["filter"], attributes):
                    yield from self._queue(
                        self.place.name("queue", subscription["queue"]), call.parameters["Message"], attributes
                    )
        elif call.name == "stepfunctions:StartExecution":
            yield self._machine_of(call), "machine", lambda stage: self._walk(stage, call)

    def _queue(self, queue: str, body: str, attributes: dict[str, Any]) -> Iterator[Consequence]:
        queue = queue.removeprefix(self.place.prefix)
        function = self._triggers.get(("queue", queue))
        if function and queue not in NOT_FOLLOWED:
            yield function, "queue", self._handing(function, message_record(body, attributes))

    def _handing(self, name: str, record: dict[str, Any]) -> Callable[[Stage], object]:
        return lambda stage: self.hand(name, {"Records": [record]})

    def _machine_of(self, call: Call) -> str:
        return call.parameters["stateMachineArn"].rpartition(":")[2].removeprefix(self.place.prefix)

    def _substitute(self, call: Call) -> dict[str, Any] | None:
        """State machines run here, not in the emulator."""
        if call.name == "stepfunctions:StartExecution":
            return {"executionArn": f"arn:{ids.new_id()}"}
        if call.name == "stepfunctions:StartSyncExecution":
            with self._stage(self._machine_of(call), "machine", call, synchronous=True) as stage:
                output = self._walk(stage, call)
            return {"status": "SUCCEEDED", "output": json.dumps(output)}
        if call.name == "stepfunctions:SendTaskSuccess":
            self._token_answers[call.parameters["taskToken"]] = json.loads(call.parameters["output"])
            return {}
        return None

    def _walk(self, stage: Stage, call: Call) -> object:
        machine = self._machine_of(call)
        definition = json.loads(self.declaration.machine_definition(machine, self.place, self.meter.unheard.meta.endpoint_url))
        input = json.loads(call.parameters["input"])
        context = {
            "Execution": {
                "Id": "arn:walked",
                "Name": call.parameters["name"],
                "Input": input,
                "StartTime": "2026-01-01T00:00:00Z",
            }
        }
        walk = Walk(self._perform)
        try:
            return Language(definition).run(input, context, walk)
        finally:
            stage.transitions = walk.transitions

    def _perform(self, resource: str, arguments: dict[str, Any]) -> object:
        """A task's own call. What a machine calls is a call of the machine's stage; a Lambda is a stage of its own."""
        if ":lambda:invoke" in resource:
            name = arguments["FunctionName"].rpartition(":")[2].removeprefix(self.place.prefix)
            invoked = Call("lambda", "Invoke", arguments)
            self._current.calls.append(invoked)
            with self._stage(name, "task", invoked, synchronous=True):
                return {"Payload": json.loads(json.dumps(self.function(name, arguments["Payload"])))}
        service, operation = resource.split(":::")[-1].removesuffix(".waitForTaskToken").split(":")[-2:]
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)
        if service == "sqs" and not isinstance(arguments["MessageBody"], str):
            arguments = {**arguments, "MessageBody": json.dumps(arguments["MessageBody"])}
        from chalicelib.platform.clients import client

        sent = getattr(client(service), method)(**arguments)
        if not resource.endswith(".waitForTaskToken"):
            return {name: value for name, value in sent.items() if name != "ResponseMetadata"}
        return self._answered(self._current.calls[-1])

    def _answered(self, call: Call) -> object:
        """What the worker of a queue answers to the token in the message."""
        before = set(self._token_answers)
        for name, kind, run in self._consequences(call):
            with self._stage(name, kind, call) as stage:
                run(stage)
        answered = set(self._token_answers) - before
        if len(answered) != 1:
            raise RuntimeError(f"{call.parameters['QueueUrl']}: nobody answered the task token")
        return self._token_answers[answered.pop()]


def message_record(body: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """A message that comes for the first time, and now."""
    return queue_record(ids.new_id(), body, attributes, receives=1, sent_milliseconds=int(time.time() * 1000))
