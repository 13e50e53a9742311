"""What the machines `customers_kyc_review` and `customers_kyc_rescreening` call."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.kyc.operations.pass_milestone import pass_milestone as passing
from chalicelib.kyc.operations.rescreen_customers import rescreen_customers as rescreen
from chalicelib.kyc.operations.screen_submission import screen_submission as screen
from chalicelib.platform.call import Call
from chalicelib.platform.tasks import task

tasks = Blueprint(__name__)


class ScreenSubmission(msgspec.Struct, rename="camel", frozen=True):
    """The submission to compare with the list."""

    customer_id: str
    submission_id: str


@task(tasks, "kyc_screen_submission")
def screen_submission(command: ScreenSubmission) -> dict[str, Any]:
    return {"outcome": screen(command.customer_id, command.submission_id)}


class RescreenSegment(msgspec.Struct, rename="camel", frozen=True):
    """One of `segments` parts of all customers, counted from 0."""

    segment: int
    segments: int


@task(tasks, "kyc_rescreen_segment")
def rescreen_segment(command: RescreenSegment) -> dict[str, Any]:
    return {"outcome": rescreen(command.segment, command.segments)}


class PassMilestone(msgspec.Struct, rename="camel", frozen=True):
    """The submission for which something is due."""

    customer_id: str
    submission_id: str
    correlation_id: str = ""


@task(tasks, "kyc_pass_milestone")
def pass_milestone(command: PassMilestone) -> dict[str, Any]:
    call = Call(clock.now(), correlation_id=command.correlation_id)
    return {"outcome": passing(command.customer_id, command.submission_id, call)}
