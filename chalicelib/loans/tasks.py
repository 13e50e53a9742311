"""Tasks of the machine `loans_interest`."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.loans.operations.accrue_interest import accrue_interest as accrue
from chalicelib.platform.call import Call
from chalicelib.platform.tasks import task

tasks = Blueprint(__name__)


class AccrueInterest(msgspec.Struct, rename="camel"):
    loan_id: str
    number: str


@task(tasks, "loans_accrue_interest")
def accrue_interest(command: AccrueInterest) -> dict[str, Any]:
    return {"outcome": accrue(command.loan_id, int(command.number), Call(clock.now()))}
