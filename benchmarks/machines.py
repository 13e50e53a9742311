"""Walks a state machine in this process: the states it enters, and the calls its tasks make. What our machines use of
JSONata and ASL, no more; retries are not walked, since a task that fails fails the benchmark."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jsonata import jsonata

from chalicelib.kernel import clock

MAXIMUM_STATES = 200
# Performs one task: (resource, arguments) → result.
Perform = Callable[[str, dict[str, Any]], object]


class Failed(Exception):
    """The machine ended in a Fail state, or a task raised."""


@dataclass
class Walk:
    """One execution. `transitions` counts states entered, branches included."""

    definition: dict[str, Any]
    perform: Perform
    context: dict[str, Any]
    transitions: int = 0
    entered: list[str] = field(default_factory=list)

    def run(self, input: object) -> object:
        return self._run(self.definition, input, {})

    def _run(self, machine: dict[str, Any], input: object, variables: dict[str, Any]) -> object:
        name, value = machine["StartAt"], input
        while True:
            if self.transitions >= MAXIMUM_STATES:
                raise Failed(f"more than {MAXIMUM_STATES} states")
            self.transitions += 1
            self.entered.append(name)
            state = machine["States"][name]
            value, after = self._enter(name, state, value, variables)
            if after is None:
                return value
            name = after

    def _enter(self, name: str, state: dict[str, Any], value: object, variables: dict[str, Any]) -> tuple[object, str | None]:
        kind = state["Type"]
        scope = {
            **variables,
            "states": {
                "input": value,
                "context": {**self.context, "State": {"Name": name, "EnteredTime": clock.to_text(clock.now())}},
            },
        }
        if kind == "Fail":
            raise Failed(f"{name}: {self._fill(state.get('Error'), scope)} {self._fill(state.get('Cause'), scope)}")
        if kind == "Choice":
            chosen = next((each for each in state["Choices"] if self._fill(each["Condition"], scope)), None) or {
                "Next": state["Default"]
            }
            variables |= self._fill({**state.get("Assign", {}), **chosen.get("Assign", {})}, scope)
            return (self._fill(chosen["Output"], scope) if "Output" in chosen else value), chosen["Next"]
        result = value
        if kind == "Task":
            token = {"Task": {"Token": str(uuid.uuid4())}}
            scope["states"]["context"] |= token
            result = self.perform(state["Resource"], self._fill(state.get("Arguments", value), scope))
            scope["states"]["result"] = result
        elif kind == "Parallel":
            result = [
                self._run(branch, self._fill(state.get("Arguments", value), scope), dict(variables))
                for branch in state["Branches"]
            ]
            scope["states"]["result"] = result
        elif kind not in ("Pass", "Succeed", "Wait"):
            raise Failed(f"{name}: states of type {kind} are not walked")
        assigned = self._fill(state.get("Assign", {}), scope)
        output = self._fill(state["Output"], scope) if "Output" in state else result
        variables |= assigned
        return output, None if kind == "Succeed" or state.get("End") else state["Next"]

    def _fill(self, template: object, scope: dict[str, Any]) -> Any:
        if isinstance(template, dict):
            return {name: self._fill(value, scope) for name, value in template.items()}
        if isinstance(template, list):
            return [self._fill(value, scope) for value in template]
        if not isinstance(template, str) or not template.startswith("{%"):
            return template
        expression = jsonata.Jsonata.jsonata(template[2:-2].strip())
        for name, value in scope.items():
            expression.assign(name, value)
        expression.register_lambda("uuid", lambda: str(uuid.uuid4()))
        expression.register_lambda("parse", json.loads)
        return expression.evaluate(None)
