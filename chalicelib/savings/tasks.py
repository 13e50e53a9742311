"""Tasks of the machine `savings_contribute`."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform.call import Call
from chalicelib.platform.tasks import task
from chalicelib.savings.operations.contribute import contribute_by_schedule

tasks = Blueprint(__name__)


class ContributeToGoal(msgspec.Struct, rename="camel"):
    goal_id: str
    number: str


@task(tasks, "savings_contribute_to_goal")
def contribute_to_goal(command: ContributeToGoal) -> dict[str, Any]:
    return {"outcome": contribute_by_schedule(command.goal_id, int(command.number), Call(clock.now()))}
