"""What the machine of held messages calls."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.notifications.operations.release_held import release_held as release
from chalicelib.platform.tasks import task

tasks = Blueprint(__name__)


class ReleaseHeld(msgspec.Struct, rename="camel", frozen=True):
    """It needs to be told nothing."""


@task(tasks, "notifications_release_held")
def release_held(command: ReleaseHeld) -> dict[str, Any]:
    return {"outcome": "RELEASED", **release(clock.now())}
