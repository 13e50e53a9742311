"""Tasks of the machine `ledger_hold_expiry`."""

import msgspec
from chalice import Blueprint

from chalicelib.holds.operations.sweep_hold import sweep_hold as sweep
from chalicelib.kernel import clock
from chalicelib.platform.call import Call
from chalicelib.platform.tasks import task

tasks = Blueprint(__name__)


class SweepHold(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    hold_id: str
    owner_id: str
    correlation_id: str = ""


@task(tasks, "holds_sweep_hold")
def sweep_hold(command: SweepHold) -> dict[str, str]:
    outcome = sweep(command.owner_id, command.hold_id, Call(clock.now(), correlation_id=command.correlation_id))
    return {"outcome": outcome, "holdId": command.hold_id}
