"""Step Functions: what JSONata machines mean on AWS, and when things happen."""

import json
import random
import threading
import time
import types
from contextvars import copy_context
from typing import Any

from ministack.services import eventbridge, scheduler
from ministack.services import stepfunctions as sfn

_NAP_SECONDS = 0.15
_TICK_SECONDS = 1


def start_without_a_nap() -> None:
    """Every execution sleeps 0.15 s before its first state: most of a purchase's time."""

    def sleep(seconds: float) -> None:
        if seconds != _NAP_SECONDS:
            time.sleep(seconds)

    names = {name: getattr(time, name) for name in dir(time) if not name.startswith("_")}
    sfn.time = types.SimpleNamespace(**names | {"sleep": sleep})


def tick_every_second() -> None:
    """Schedules are looked at every 10 s, so a hold would be released up to 10 s late."""
    scheduler._SCHEDULE_TICK_INTERVAL = eventbridge._SCHEDULER_TICK_INTERVAL = _TICK_SECONDS


def give_branches_their_own_context() -> None:
    """Parallel branches share one context: two that wait for a task token at once could send the same token, and a
    variable assigned in one would be seen by the other (on AWS a branch's assignments stay in the branch)."""
    original = sfn._run_sub_machine

    def run(states, start_at, input_data, execution, ctx):
        own = {**ctx, "variables": dict(ctx.get("variables", {}))}
        return original(states, start_at, input_data, execution, own)

    sfn._run_sub_machine = run


def heed_arguments_and_output_of_parallel() -> None:
    """Parallel ignores Arguments, Output and Assign in JSONata."""
    original = sfn._run_parallel_branches

    def run(state, raw_input, execution, ctx):
        if sfn._state_query_language(state, ctx) != "JSONata":
            return original(state, raw_input, execution, ctx)
        arguments = sfn._apply_jsonata_arguments(state, raw_input, ctx)
        bare = {name: value for name, value in state.items() if name not in ("Arguments", "Output", "Assign")}
        result, following = original(bare, arguments, execution, ctx)
        output = sfn._apply_jsonata_output(state, raw_input, ctx, result=result, default=result)
        sfn._apply_state_assign(state, raw_input, ctx, result=result)
        return output, following

    sfn._run_parallel_branches = run


def heed_output_of_succeed() -> None:
    """Succeed ignores Output in JSONata."""
    original = sfn._apply_output_path

    def output(state, data, ctx=None):
        if state.get("Type") == "Succeed" and "Output" in state:
            return sfn._apply_jsonata_output(state, data, ctx, default=data)
        return original(state, data, ctx)

    sfn._apply_output_path = output


def heed_timeouts_given_as_expressions() -> None:
    """A JSONata expression in TimeoutSeconds or HeartbeatSeconds crashes the execution."""
    original = sfn._execute_task

    def run(state, raw_input, execution, ctx):
        given = {name: state[name] for name in ("TimeoutSeconds", "HeartbeatSeconds") if isinstance(state.get(name), str)}
        if given:
            state = state | sfn._apply_jsonata_template(given, raw_input, ctx)
        return original(state, raw_input, execution, ctx)

    sfn._execute_task = run


def heed_heartbeats() -> None:
    """HeartbeatSeconds is ignored: a worker that died would be waited for until the task's timeout."""
    original = sfn._invoke_with_callback

    def run(resource, input_data, token, state):
        seconds = state.get("HeartbeatSeconds")
        if seconds:
            threading.Thread(target=copy_context().run, args=(_watch_heartbeat, token, seconds), daemon=True).start()
        return original(resource, input_data, token, state)

    sfn._invoke_with_callback = run


def _watch_heartbeat(token: str, seconds: float) -> None:
    begun = last = time.monotonic()
    seen = None
    while token in sfn._task_tokens or time.monotonic() - begun < 1:
        waiting = sfn._task_tokens.get(token)
        if waiting:
            if waiting["heartbeat"] != seen:
                seen, last = waiting["heartbeat"], time.monotonic()
            if time.monotonic() - last > seconds:
                waiting["error"] = {"Error": "States.HeartbeatTimeout", "Cause": f"No heartbeat for {seconds} seconds"}
                waiting["event"].set()
                return
        time.sleep(0.05)


def heed_limits_of_retries() -> None:
    """MaxDelaySeconds and JitterStrategy are ignored."""
    original = sfn._find_matching_retrier

    def find(retriers, error, counts):
        retrier, index = original(retriers, error, counts)
        if retrier is None:
            return retrier, index
        delay = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** counts.get(index, 0)
        delay = min(delay, retrier.get("MaxDelaySeconds", delay))
        if retrier.get("JitterStrategy") == "FULL":
            delay *= random.random()
        return retrier | {"IntervalSeconds": delay, "BackoffRate": 1.0}, index

    sfn._find_matching_retrier = find


def heed_the_machines_timeout() -> None:
    """A machine's own TimeoutSeconds is ignored: no execution ever ends TIMED_OUT."""
    run, fail = sfn._run_execution, sfn._fail_execution

    def time_out(execution: dict[str, Any]) -> None:
        if execution["status"] != "RUNNING":
            return
        execution["status"], execution["stopDate"] = "TIMED_OUT", sfn.now_iso()
        execution["error"] = "States.Timeout"
        sfn._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {"error": "States.Timeout"}})

    def run_in_time(arn: str) -> None:
        execution = sfn._executions.get(arn)
        machine = sfn._state_machines.get(execution["stateMachineArn"]) if execution else None
        seconds = json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
        timer = threading.Timer(seconds, copy_context().run, (time_out, execution)) if seconds else None
        if timer:
            timer.daemon = True
            timer.start()
        try:
            run(arn)
        finally:
            if timer:
                timer.cancel()

    def fail_unless_ended(execution, error, cause) -> None:
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    sfn._run_execution, sfn._fail_execution = run_in_time, fail_unless_ended


def fail_a_wait_with_the_function_that_takes_its_token() -> None:
    """A function that fails to take a task token is ignored, and the execution waits for ever."""
    call_lambda = sfn._call_lambda

    def call(func_ref, event):
        try:
            return call_lambda(func_ref, event)
        except sfn._ExecutionError as failure:
            for token in event.values() if isinstance(event, dict) else ():
                if isinstance(token, str) and (waiting := sfn._task_tokens.get(token)):
                    waiting["error"] = {"Error": failure.error, "Cause": failure.cause}
                    waiting["event"].set()
            raise

    sfn._call_lambda = call


def forget_the_tokens_of_what_was_stopped() -> None:
    """The token of an execution that StopExecution ended is still taken, and whoever answers it believes somebody goes on."""
    execute, tell = sfn._execute_task, sfn._emit_execution_status_event
    under_way: dict[str, list[dict[str, Any]]] = {}

    def run(state, raw_input, execution, ctx):
        contexts = under_way.setdefault(execution["executionArn"], [])
        contexts.append(ctx)
        try:
            return execute(state, raw_input, execution, ctx)
        finally:
            contexts.remove(ctx)
            if not contexts:
                under_way.pop(execution["executionArn"], None)

    def tell_and_forget(execution) -> None:
        if execution["status"] == "ABORTED":
            for ctx in under_way.get(execution["executionArn"], ()):
                sfn._task_tokens.pop(ctx.get("Task", {}).get("Token"), None)
        tell(execution)

    sfn._execute_task, sfn._emit_execution_status_event = run, tell_and_forget


PATCHES = (
    start_without_a_nap,
    tick_every_second,
    give_branches_their_own_context,
    heed_arguments_and_output_of_parallel,
    heed_output_of_succeed,
    heed_timeouts_given_as_expressions,
    heed_heartbeats,
    heed_limits_of_retries,
    heed_the_machines_timeout,
    fail_a_wait_with_the_function_that_takes_its_token,
    forget_the_tokens_of_what_was_stopped,
)
