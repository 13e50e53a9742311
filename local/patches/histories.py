"""Step Functions: histories that name every step, and that end."""

import json
import os
from contextvars import ContextVar
from typing import Any

from ministack.services import stepfunctions as sfn

# A laptop keeps this many executions of express machines; AWS keeps none (their steps are in the logs).
_EXPRESS_KEPT = int(os.environ.get("BANK_EXPRESS_KEPT", "500"))
_execution: ContextVar[dict[str, Any] | None] = ContextVar("execution", default=None)
_in_branch: ContextVar[bool] = ContextVar("in_branch", default=False)
_last_event: ContextVar[int] = ContextVar("last_event", default=0)


def tell_the_steps_inside_branches() -> None:
    """A history has no events for the states inside Parallel and Map, and no `previousEventId`: a timeline could not say
    which branch an event belongs to."""
    run, add, run_branch = sfn._run_execution, sfn._add_event, sfn._run_sub_machine

    def run_known(arn: str) -> None:
        _execution.set(sfn._executions.get(arn))
        _last_event.set(1)
        run(arn)

    def add_linked(execution, event_type, details=None):
        event = add(execution, event_type, details)
        event["previousEventId"] = _last_event.get()
        _last_event.set(event["id"])
        return event

    def run_branch_told(*arguments):
        mark = _in_branch.set(True)
        try:
            return run_branch(*arguments)
        finally:
            _in_branch.reset(mark)

    sfn._run_execution, sfn._add_event, sfn._run_sub_machine = run_known, add_linked, run_branch_told
    for kind in ("pass", "task", "choice", "wait", "parallel", "map"):
        handler = f"_execute_{kind}"
        setattr(sfn, handler, _telling(kind.capitalize(), getattr(sfn, handler)))


def _telling(kind: str, handler):
    def run(state, raw_input, *rest):
        execution = _execution.get()
        if execution is None or not _in_branch.get():
            return handler(state, raw_input, *rest)
        name = rest[-1]["State"]["Name"]
        entered = {"name": name, "input": json.dumps(raw_input)}
        sfn._add_event(execution, f"{kind}StateEntered", {"stateEnteredEventDetails": entered})
        output, following = handler(state, raw_input, *rest)
        exited = {"name": name, "output": json.dumps(output)}
        sfn._add_event(execution, f"{kind}StateExited", {"stateExitedEventDetails": exited})
        return output, following

    return run


def forget_old_express_executions() -> None:
    """Every synchronous execution is kept for ever, and saved with the state."""
    run = sfn._run_execution

    def run_and_forget(arn: str) -> None:
        run(arn)
        if sfn._executions[arn].get("sync"):
            finished = [key for key, each in sfn._executions.items() if each.get("sync") and each["status"] != "RUNNING"]
            for key in finished[:-_EXPRESS_KEPT]:
                sfn._executions.pop(key, None)

    sfn._run_execution = run_and_forget


PATCHES = (tell_the_steps_inside_branches, forget_old_express_executions)
