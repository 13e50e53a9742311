"""What the machines `schedules_run` and `schedules_sweep` call."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform.call import Call
from chalicelib.platform.observability import count
from chalicelib.platform.tasks import task
from chalicelib.schedules.operations.send_due_transfer import send_due_transfer as send
from chalicelib.schedules.operations.sweep_missed import sweep_missed as sweep

tasks = Blueprint(__name__)


class SendDueTransfer(msgspec.Struct, rename="camel", frozen=True):
    """A date of a series."""

    schedule_id: str
    due_on: str
    correlation_id: str = ""


@task(tasks, "schedules_send_due_transfer")
def send_due_transfer(command: SendDueTransfer) -> dict[str, Any]:
    return dict(send(command.schedule_id, command.due_on, Call(clock.now(), correlation_id=command.correlation_id)))


class SweepMissed(msgspec.Struct, rename="camel", frozen=True):
    """It needs to be told nothing."""


@task(tasks, "schedules_sweep_missed")
def sweep_missed(command: SweepMissed) -> dict[str, Any]:
    started = sweep(clock.now())
    if started:
        count("SchedulesMissed", times=started)
    return {"outcome": "SWEPT", "started": started}
