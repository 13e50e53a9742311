"""State machines as callers see them: run one and wait for its outcome, answer the token one of its tasks waits with."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.platform import settings
from chalicelib.platform.clients import client
from chalicelib.platform.observability import logger

# The task does not wait any more: it timed out, its execution ended, or it was answered before.
_GONE = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}
CAUSE_CHARACTERS = 2_000


class FlowFailed(Exception):
    """The execution ended without an outcome; `error` names why."""

    def __init__(self, machine: str, execution: str, error: str, cause: str) -> None:
        super().__init__(f"{machine} {execution}: {error}: {cause}")
        self.error = error


def run(machine: str, name: str, input: Mapping[str, object]) -> dict[str, Any]:
    """Runs an Express machine to its end (under 25 seconds) and returns its output.

    `name` tells the execution in logs; it is no key. Raises FlowFailed, ClientError, BotoCoreError.
    """
    answer = client("stepfunctions").start_sync_execution(
        stateMachineArn=settings.machine_arn(machine), name=f"{name}-{secrets.token_hex(4)}", input=json.dumps(input)
    )
    if answer["status"] != "SUCCEEDED":
        raise FlowFailed(machine, name, answer.get("error", answer["status"]), answer.get("cause", ""))
    return json.loads(answer["output"])


def is_running(machine: str, name: str) -> bool:
    """Whether an execution of a Standard machine lives; one that never was does not."""
    states = client("stepfunctions")
    try:
        found = states.describe_execution(executionArn=settings.execution_arn(machine, name))
    except states.exceptions.ExecutionDoesNotExist:
        return False
    return found["status"] in ("RUNNING", "PENDING_REDRIVE")


def succeed(token: str, output: Mapping[str, object]) -> bool:
    """Answers the task that waits with `token`; False when it does not wait any more."""
    return _answer("send_task_success", taskToken=token, output=json.dumps(output))


def fail(token: str, error: str, cause: str) -> bool:
    """Fails the task that waits with `token`; False when it does not wait any more."""
    return _answer("send_task_failure", taskToken=token, error=error, cause=cause[:CAUSE_CHARACTERS])


def _answer(call: str, **arguments: str) -> bool:
    try:
        getattr(client("stepfunctions"), call)(**arguments)
    except ClientError as failure:
        if failure.response["Error"]["Code"] not in _GONE:
            raise
        logger.info("nobody waits for this answer", extra={"code": failure.response["Error"]["Code"]})
        return False
    return True
