"""Walks a state machine in this process, at once: the states it enters, and the calls its tasks make."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from simulation.doubles.language import Branch, Failed, Task

MAXIMUM_STATES = 200
# Performs one task: (resource, arguments) → result. What it raises ends the walk: a benchmark's tasks do not fail.
Perform = Callable[[str, Any], Any]


class Walk:
    """The host of one execution. `transitions` counts states entered, branches included."""

    def __init__(self, perform: Perform) -> None:
        self._perform = perform
        self.entered_states: list[str] = []

    @property
    def transitions(self) -> int:
        return len(self.entered_states)

    def entered(self, name: str, kind: str, input: Any) -> None:
        self.entered_states.append(name)
        if self.transitions > MAXIMUM_STATES:
            raise Failed("TooManyStates", f"more than {MAXIMUM_STATES} states")

    def left(self, name: str, kind: str, output: Any) -> None:
        pass

    def perform(self, task: Task) -> Any:
        return self._perform(task.resource, task.arguments)

    def token(self) -> str:
        return str(uuid.uuid4())

    def pause(self, seconds: float) -> None:
        pass

    def back_off(self, least_seconds: float, most_seconds: float) -> None:
        pass

    def fork(self, branches: Sequence[Branch], at_once: int) -> list[Any]:
        return [branch(self) for branch in branches]
