"""An execution's history as Step Functions tells it, read into the steps that it took."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


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
                details["name"], kind.removesuffix("StateEntered"), len(inside), event["timestamp"], parsed(details.get("input"))
            )
            steps.append(step)
            inside = (*inside, step)
        elif kind.endswith("StateExited") and inside:
            name = event["stateExitedEventDetails"]["name"]
            while inside and inside[-1].name != name:
                inside = inside[:-1]
            if inside:
                inside[-1].exited, inside[-1].output = event["timestamp"], parsed(event["stateExitedEventDetails"].get("output"))
            inside = inside[:-1]
        elif inside:
            _note(inside[-1], event)
        open_after[event["id"]] = inside
    return steps


def _note(step: Step, event: dict[str, Any]) -> None:
    """An event inside a step: a try that failed, or one that worked."""
    details: dict[str, Any] = next((value for name, value in event.items() if name.endswith("EventDetails")), {}) or {}
    if "error" in details or event["type"].endswith(("Failed", "TimedOut")):
        step.failures.append((details.get("error") or event["type"], details.get("cause") or ""))
        step.last_try_failed = True
    elif event["type"].endswith("Succeeded"):
        step.last_try_failed = False


def parsed(text: str | None) -> object:
    """What a history has as text: JSON where it is some."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def correlation_of(input: str | None) -> str:
    """The correlation id in an execution's input; empty when there is none."""
    found = parsed(input)
    return str(found.get("correlationId") or "") if isinstance(found, dict) else ""
