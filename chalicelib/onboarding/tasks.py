"""What the machine `customers_onboarding` calls."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.onboarding.operations.issue_cards import issue_cards as issue
from chalicelib.onboarding.operations.open_first_account import open_first_account
from chalicelib.onboarding.operations.undo_opening import undo_opening
from chalicelib.platform.call import Call
from chalicelib.platform.tasks import task

tasks = Blueprint(__name__)


class Onboarding(msgspec.Struct, rename="camel", frozen=True):
    """Whom to give what a customer begins with, and the execution that does it."""

    customer_id: str
    execution: str
    correlation_id: str = ""

    def call(self) -> Call:
        return Call(clock.now(), self.customer_id, self.correlation_id)


@task(tasks, "onboarding_open_account")
def open_account(command: Onboarding) -> dict[str, Any]:
    return {"accountId": open_first_account(command.customer_id, command.execution, command.call())}


@task(tasks, "onboarding_issue_cards")
def issue_cards(command: Onboarding) -> dict[str, Any]:
    return {"cards": issue(command.customer_id, command.call())}


@task(tasks, "onboarding_undo")
def undo(command: Onboarding) -> dict[str, Any]:
    return {"outcome": undo_opening(command.customer_id, command.execution, command.call())}
