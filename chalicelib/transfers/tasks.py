"""What the machine `transfers_review` calls."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform.call import Call
from chalicelib.platform.tasks import task
from chalicelib.transfers.operations.end_review import expire

tasks = Blueprint(__name__)


class ExpireReview(msgspec.Struct, rename="camel", frozen=True):
    """The transfer whose review is due to end."""

    transaction_id: str
    correlation_id: str = ""


@task(tasks, "transfers_expire_review")
def expire_review(command: ExpireReview) -> dict[str, Any]:
    return {"outcome": expire(command.transaction_id, Call(clock.now(), correlation_id=command.correlation_id))}
