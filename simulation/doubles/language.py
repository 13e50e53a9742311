"""Amazon States Language: runs a definition for a host, which performs its tasks, lets time pass and runs its branches.

    output = Language(definition).run(input, context, host)    # raises Failed with the error it ends with

A definition with something that is not played here is refused when it is read, by NotKnown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from chalicelib.kernel import clock
from simulation.doubles.errors import NotKnown
from simulation.doubles.templates import MISTAKE, Mistake, fill

_EVERYWHERE = {"Type", "Comment"}
_FLOWS = {"Next", "End", "Assign", "Output"}
_MENDS = {"Retry", "Catch"}
_KNOWN = {
    "Task": _FLOWS | _MENDS | {"Resource", "Arguments", "TimeoutSeconds", "HeartbeatSeconds"},
    "Parallel": _FLOWS | _MENDS | {"Branches", "Arguments"},
    "Map": _FLOWS | _MENDS | {"Items", "ItemSelector", "ItemProcessor", "MaxConcurrency"},
    "Choice": {"Choices", "Default", "Assign", "Output"},
    "Pass": _FLOWS,
    "Wait": _FLOWS | {"Seconds", "Timestamp"},
    "Succeed": {"Output"},
    "Fail": {"Error", "Cause"},
}
_KNOWN_MACHINE = {"Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "ProcessorConfig"}
_KNOWN_RETRIER = {"ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy"}
_KNOWN_CATCHER = {"ErrorEquals", "Next", "Assign", "Output"}
_KNOWN_CHOICE = {"Condition", "Next", "Assign", "Output"}
CALLBACK = ".waitForTaskToken"


class Failed(Exception):
    """A state, or the whole execution, ended with this error."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(f"{error}: {cause}")
        self.error, self.cause = error, cause


@dataclass(frozen=True)
class Task:
    """What a host is to perform. With a `token`, the result is what is sent to that."""

    resource: str
    arguments: Any
    token: str | None = None
    timeout_seconds: float | None = None
    heartbeat_seconds: float | None = None


class Host(Protocol):
    """Where an execution, or a branch of one, runs."""

    def entered(self, name: str, kind: str, input: Any) -> None: ...

    def left(self, name: str, kind: str, output: Any) -> None: ...

    def perform(self, task: Task) -> Any:
        """The task's result. Raises Failed."""

    def token(self) -> str:
        """One that was never given before."""

    def pause(self, seconds: float) -> None: ...

    def back_off(self, least_seconds: float, most_seconds: float) -> None:
        """Waits for the next try, as long as chance says between the two."""

    def fork(self, branches: Sequence["Branch"], at_once: int) -> list[Any]:
        """The branches' outputs. Raises Failed with the first error of one, which ends the others."""


Branch = Callable[[Host], Any]  # runs a branch on a host of its own
Outcome = tuple[Any, str | None]  # what goes on, and the name of the state that it goes to


@dataclass
class _Scope:
    """What expressions see: a branch has its own, with the variables that were there when it began."""

    host: Host
    context: dict[str, Any]
    variables: dict[str, Any] = field(default_factory=dict)

    def names(self, input: Any, **more: Any) -> dict[str, Any]:
        return {**self.variables, "states": {"input": input, "context": self.context, **more}}

    def branch(self, host: Host) -> "_Scope":
        return _Scope(host, dict(self.context), dict(self.variables))


class Language:
    """One machine's definition, ready to run."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        if definition.get("QueryLanguage") != "JSONata":
            raise NotKnown("machines speak JSONata here")
        _check(definition)
        self._definition = definition
        self._states = {kind: getattr(self, f"_{kind.lower()}") for kind in _KNOWN}

    def run(self, input: Any, context: Mapping[str, Any], host: Host) -> Any:
        """One execution's output; `context` has its Execution and StateMachine."""
        return self._machine(self._definition, input, _Scope(host, dict(context)))

    def _machine(self, machine: Mapping[str, Any], value: Any, scope: _Scope) -> Any:
        following: str | None = machine["StartAt"]
        while following is not None:
            state, name, kind = machine["States"][following], following, machine["States"][following]["Type"]
            scope.context["State"] = {"Name": name, "EnteredTime": clock.to_text(clock.now()), "RetryCount": 0}
            scope.host.entered(name, kind, value)
            value, following = self._states[kind](state, value, scope)
            scope.host.left(name, kind, value)
        return value

    def _task(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        def attempt() -> Any:
            token = None
            if state["Resource"].endswith(CALLBACK):
                token = scope.host.token()
                scope.context["Task"] = {"Token": token}
            names = scope.names(value)
            arguments = self._fill(state.get("Arguments", value), names)
            limits = [self._fill(state.get(f"{kind}Seconds"), names) for kind in ("Timeout", "Heartbeat")]
            return scope.host.perform(Task(state["Resource"], arguments, token, *limits))

        return self._mended(state, value, scope, attempt)

    def _parallel(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        def attempt() -> Any:
            given = self._fill(state.get("Arguments", value), scope.names(value))
            run = [partial(self._branch, machine, given, scope) for machine in state["Branches"]]
            return scope.host.fork(run, len(run))

        return self._mended(state, value, scope, attempt)

    def _map(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        def item(index: int, item: Any, host: Host) -> Any:
            own = scope.branch(host)
            own.context["Map"] = {"Item": {"Index": index, "Value": item}}
            given = self._fill(state["ItemSelector"], own.names(value)) if "ItemSelector" in state else item
            return self._machine(state["ItemProcessor"], given, own)

        def attempt() -> Any:
            items = self._fill(state.get("Items", value), scope.names(value))
            if not isinstance(items, list):
                raise Failed(MISTAKE, "Items must be an array")
            at_once = self._fill(state.get("MaxConcurrency", 0), scope.names(value))
            return scope.host.fork([partial(item, index, each) for index, each in enumerate(items)], at_once or len(items))

        return self._mended(state, value, scope, attempt)

    def _branch(self, machine: Mapping[str, Any], value: Any, scope: _Scope, host: Host) -> Any:
        return self._machine(machine, value, scope.branch(host))

    def _choice(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        for choice in state["Choices"]:
            chosen = self._fill(choice["Condition"], scope.names(value))
            if not isinstance(chosen, bool):
                raise Failed(MISTAKE, f"The Condition is no boolean: {choice['Condition']}")
            if chosen:
                return self._out(choice, value, scope, value), choice["Next"]
        if "Default" not in state:
            raise Failed("States.NoChoiceMatched", "No choice rule matched and no Default specified")
        return self._out(state, value, scope, value), state["Default"]

    def _pass(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        return self._out(state, value, scope, value), state.get("Next")

    def _wait(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        names = scope.names(value)
        if "Seconds" in state:
            seconds = self._fill(state["Seconds"], names)
            if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0 or seconds != int(seconds):
                raise Failed(MISTAKE, f"Seconds cannot be {seconds!r}")
        else:
            try:
                until = clock.from_text(self._fill(state["Timestamp"], names))
            except (ValueError, TypeError) as error:
                raise Failed(MISTAKE, f"The Timestamp cannot be read: {error}") from error
            seconds = max(0.0, (until - clock.now()).total_seconds())
        scope.host.pause(float(seconds))
        return self._out(state, value, scope, value), state.get("Next")

    def _succeed(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        return self._out(state, value, scope, value), None

    def _fail(self, state: dict[str, Any], value: Any, scope: _Scope) -> Outcome:
        error, cause = (self._fill(state.get(name, ""), scope.names(value)) for name in ("Error", "Cause"))
        if not (isinstance(error, str) and isinstance(cause, str)):
            raise Failed(MISTAKE, "Error and Cause must be strings")
        raise Failed(error, cause)

    def _mended(self, state: dict[str, Any], value: Any, scope: _Scope, attempt: Callable[[], Any]) -> Outcome:
        """An attempt under the state's Retry and Catch: output and the next state's name."""
        entered, tries = dict(scope.context["State"]), [0] * len(state.get("Retry", ()))
        while True:
            scope.context["State"] = {**entered, "RetryCount": sum(tries)}
            try:
                result = attempt()
                return self._out(state, value, scope, result, result=result), state.get("Next")
            except Failed as failure:
                again = _next_try(state.get("Retry", ()), failure, tries)
                if again is None:
                    catcher = next((each for each in state.get("Catch", ()) if _about(each, failure)), None)
                    if catcher is None:
                        raise
                    told = {"Error": failure.error, "Cause": failure.cause}
                    return self._out(catcher, value, scope, told, errorOutput=told), catcher["Next"]
            scope.host.back_off(*again)

    def _out(self, state: dict[str, Any], value: Any, scope: _Scope, otherwise: Any, **more: Any) -> Any:
        """What goes on to the next state, once the variables are assigned; both see the variables as they were."""
        output = self._fill(state["Output"], scope.names(value, **more)) if "Output" in state else otherwise
        seen = more or ({"result": output} if state.get("Type") == "Pass" else {})
        scope.variables |= self._fill(state.get("Assign", {}), scope.names(value, **seen))
        return output

    def _fill(self, template: Any, names: Mapping[str, Any]) -> Any:
        try:
            return fill(template, names)
        except Mistake as mistake:
            raise Failed(MISTAKE, str(mistake)) from mistake


def _next_try(retriers: Sequence[Mapping[str, Any]], failure: Failed, tries: list[int]) -> tuple[float, float] | None:
    """The least and the most seconds to wait for the next try; None when there is none."""
    at = next((at for at, each in enumerate(retriers) if _about(each, failure)), None)
    if at is None or tries[at] >= retriers[at].get("MaxAttempts", 3):
        return None
    retrier = retriers[at]
    delay = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** tries[at]
    delay = float(min(delay, retrier.get("MaxDelaySeconds", delay)))
    tries[at] += 1
    return 0.0 if retrier.get("JitterStrategy") == "FULL" else delay, delay


def _about(handler: Mapping[str, Any], failure: Failed) -> bool:
    """Whether a retrier or catcher is for this error. A timeout is no failed task."""
    named = handler["ErrorEquals"]
    return "States.ALL" in named or failure.error in named or ("States.TaskFailed" in named and failure.error != "States.Timeout")


def _check(machine: Mapping[str, Any]) -> None:
    """Raises NotKnown for what would be silently left out."""
    _only(machine, _KNOWN_MACHINE, "a machine")
    if machine.get("ProcessorConfig", {"Mode": "INLINE"}) != {"Mode": "INLINE"}:
        raise NotKnown("a Map that is not INLINE")
    for name, state in machine["States"].items():
        if state["Type"] not in _KNOWN:
            raise NotKnown(f"{name}: a state of type {state['Type']}")
        _only(state, _EVERYWHERE | _KNOWN[state["Type"]], name)
        for field_name, known in (("Retry", _KNOWN_RETRIER), ("Catch", _KNOWN_CATCHER), ("Choices", _KNOWN_CHOICE)):
            for each in state.get(field_name, ()):
                _only(each, known, f"{name}.{field_name}")
        for inner in (*state.get("Branches", ()), *([state["ItemProcessor"]] if "ItemProcessor" in state else ())):
            _check(inner)


def _only(found: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := set(found) - known:
        raise NotKnown(f"{where}: {', '.join(sorted(unknown))}")
