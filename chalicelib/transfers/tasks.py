"""What the machines `transfers_review` and `transfers_external` call."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform.call import Call
from chalicelib.platform.tasks import task
from chalicelib.transfers.operations.end_review import expire
from chalicelib.transfers.operations.settle_transfer import settle_transfer as settle
from chalicelib.transfers.operations.submit_transfer import submit_transfer as submit

tasks = Blueprint(__name__)


class ExpireReview(msgspec.Struct, rename="camel", frozen=True):
    """The transfer whose review is due to end."""

    transaction_id: str
    correlation_id: str = ""


@task(tasks, "transfers_expire_review")
def expire_review(command: ExpireReview) -> dict[str, Any]:
    return {"outcome": expire(command.transaction_id, Call(clock.now(), correlation_id=command.correlation_id))}


class ExternalTransfer(msgspec.Struct, rename="camel", frozen=True):
    """The transfer to another bank for which something is due."""

    transaction_id: str
    correlation_id: str = ""

    def call(self) -> Call:
        return Call(clock.now(), correlation_id=self.correlation_id)


@task(tasks, "transfers_submit_transfer")
def submit_transfer(command: ExternalTransfer) -> dict[str, Any]:
    call = command.call()
    return {"outcome": submit(command.transaction_id, call.now, call)}


@task(tasks, "transfers_settle_transfer")
def settle_transfer(command: ExternalTransfer) -> dict[str, Any]:
    call = command.call()
    return {"outcome": settle(command.transaction_id, call.now, call)}
