"""What machines that wait for a person call, and what looks after them (waits.py)."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform import waits
from chalicelib.platform.observability import count
from chalicelib.platform.tasks import task

tasks = Blueprint(__name__)


class KeepToken(msgspec.Struct, rename="camel", frozen=True):
    """`execution` is the name of the one that waits with `token`."""

    wait_id: str
    token: str
    execution: str


@task(tasks, "platform_keep_token")
def keep_token(command: KeepToken) -> dict[str, Any]:
    waits.keep(command.wait_id, command.token, command.execution, clock.now())
    return {"outcome": "KEPT"}


class SweepWaits(msgspec.Struct, rename="camel", frozen=True):
    """It needs to be told nothing."""


@task(tasks, "platform_sweep_waits")
def sweep_waits(command: SweepWaits) -> dict[str, Any]:
    done = waits.sweep(clock.now())
    if done["revived"]:
        count("WaitsRevived", times=done["revived"])
    return {"outcome": "SWEPT", **done}
