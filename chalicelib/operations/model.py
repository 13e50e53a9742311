"""Flows and executions, as Step Functions has them, and a trace over everything."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Literal

from chalicelib.platform.histories import Step
from chalicelib.platform.log_lines import Line

Kind = Literal["STANDARD", "EXPRESS"]


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of `flow`; `stopped` is None while it runs."""

    flow: str
    name: str
    status: str
    started: datetime | None
    stopped: datetime | None

    @property
    def execution_id(self) -> str:
        return f"{self.flow}:{self.name}"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of an execution besides: of a Standard one its steps, of an Express one the lines of its log."""

    execution: Execution
    input: object
    output: object
    error: str
    cause: str
    steps: list[Step]
    log: list[tuple[datetime, str, str]]
    has_history: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """Lines and executions with one correlation id, the oldest first; both may be empty."""

    correlation_id: str
    lines: list[Line]
    executions: list[Execution]


@cache
def _deployed() -> Mapping[str, Any]:
    """What the declaration has, as `make config` wrote it down: the functions and the flows with their kinds."""
    return json.loads(resources.files(__package__).joinpath("deployed.json").read_text("utf-8"))


def flows() -> Mapping[str, Kind]:
    return _deployed()["flows"]


def functions() -> list[str]:
    return _deployed()["functions"]
