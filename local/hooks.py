"""Requests of our own to the emulator's process, under /_bank/: start workers ahead, save, tell what is still going on."""

import asyncio
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from ministack import app
from ministack.core import lambda_runtime
from ministack.core.responses import request_scope
from ministack.services import dynamodb, lambda_svc, sqs
from ministack.services import stepfunctions as sfn

from local.patches import persistence

# Starting a worker is CPU time of a new Python process; more at once than cores only makes the first one later.
_STARTED_AT_ONCE = 2
# Executions that wait with a token which a function has taken, until a person decides, or sleep until a day.
_patient: set[str] = set()


def install() -> None:
    """Answers /_bank/<name> before ministack sees the request."""
    routes: dict[str, Callable[[dict[str, Any]], object]] = {"warm": warm, "save": save, "busy": busy}
    original = app.app
    sfn._execute_task = _noting_patience(sfn._execute_task)
    sfn._execute_wait = _noting_sleep(sfn._execute_wait)

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        persistence.Loop.running = asyncio.get_running_loop()
        if scope["type"] == "lifespan":
            await original(scope, persistence.saving_at_the_end(receive), send)
            return
        name = scope.get("path", "").removeprefix("/_bank/")
        if scope["type"] != "http" or name not in routes or name == scope["path"]:
            persistence.activity.note()
            await original(scope, receive, send)
            persistence.activity.note()
            return
        query = {key: values[0] for key, values in parse_qs(scope["query_string"].decode()).items()}
        try:
            status, body = 200, await asyncio.to_thread(routes[name], query)
        except Exception as error:
            status, body = 500, {"error": f"{type(error).__name__}: {error}"}
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    app.app = answer


def _noting_patience(execute: Callable[..., Any]) -> Callable[..., Any]:
    """Notes which executions wait for a person: the bank is at rest though a review takes days."""

    def run(state: dict[str, Any], raw_input: object, execution: dict[str, Any], context: dict[str, Any]) -> Any:
        if state.get("Resource") != "arn:aws:states:::lambda:invoke.waitForTaskToken":
            return execute(state, raw_input, execution, context)
        _patient.add(execution["executionArn"])
        try:
            return execute(state, raw_input, execution, context)
        finally:
            _patient.discard(execution["executionArn"])

    return run


def _noting_sleep(wait: Callable[..., Any]) -> Callable[..., Any]:
    """Notes which executions sleep until a moment: the bank is at rest though a transfer is to come."""

    def run(state: dict[str, Any], raw_input: object, context: dict[str, Any]) -> Any:
        if "Timestamp" not in state:
            return wait(state, raw_input, context)
        execution = context["Execution"]["Id"]
        _patient.add(execution)
        try:
            return wait(state, raw_input, context)
        finally:
            _patient.discard(execution)

    return run


def save(query: dict[str, Any]) -> dict[str, Any]:
    """Writes all state to disk, or says why it cannot."""
    persistence.save_now()
    return {"saved": True}


def warm(query: dict[str, Any]) -> dict[str, Any]:
    """Starts workers for one account's functions without running their code: `functions` is `name:count,name:count`.

    A worker that is started has imported its handler's module and waits for work, as after a first invocation.
    """
    account, region = query.get("account", "000000000000"), query.get("region", "us-east-1")
    wanted = [(name, int(count or 1)) for name, _, count in (part.partition(":") for part in query["functions"].split(","))]
    with request_scope(account, region):
        leased = [lease for name, count in wanted for lease in _leased(name, count)]
    try:
        with ThreadPoolExecutor(_STARTED_AT_ONCE) as pool:
            failures = [failure for failure in pool.map(lambda worker: _started(worker, account, region), leased) if failure]
    finally:
        for worker in leased:
            lambda_runtime.release_worker(worker)
    return {"started": len(leased) - len(failures), "failures": failures}


def _leased(name: str, count: int) -> list[Any]:
    function, config, _ = lambda_svc._get_func_record_for_ref(name)
    if not function or not config:
        raise LookupError(f"no function {name}")
    record = lambda_svc._execution_record_for_config(function, config)
    settings, code = record.get("config") or record, record["code_zip"]
    qualifier = settings.get("Version", "$LATEST")
    return [lambda_runtime.acquire_worker(settings["FunctionName"], settings, code, qualifier=qualifier)[0] for _ in range(count)]


def _started(worker: Any, account: str, region: str) -> str | None:
    """The reason why a worker could not start, or None."""
    with request_scope(account, region):
        try:
            lambda_runtime.ensure_spawned(worker)
        except Exception as error:
            return f"{worker.func_name}: {error}"
    return None


def busy(query: dict[str, Any]) -> dict[str, Any]:
    """What has not come to rest in one account: running executions that wait for no person, messages in queues, unread stream
    records.

    `state` says whose emulator this is: the folder that holds what it knows; `save_failed` why that is not up to date, if so.
    """
    account = query.get("account", "000000000000")
    executions = [each for (owner, *_), each in list(sfn._executions._data.items()) if owner == account]
    queues = [queue for (owner, *_), queue in list(sqs._queues._data.items()) if owner == account]
    return {
        "executions": sum(each["status"] == "RUNNING" and each["executionArn"] not in _patient for each in executions),
        "messages": {queue["name"]: len(queue["messages"]) for queue in queues if queue["messages"]},
        "stream_records": _unread(account),
        "state": os.environ.get("STATE_DIR"),
        "save_failed": persistence.Saving.failure,
    }


def _unread(account: str) -> int:
    unread = 0
    for (owner, region, mapping_id), mapping in list(lambda_svc._esms._data.items()):
        table = mapping.get("EventSourceArn", "").partition("/stream/")[0].rpartition("/")[2]
        if owner != account or ":dynamodb:" not in mapping.get("EventSourceArn", ""):
            continue
        end = dynamodb.stream_end_position(table, account_id=account, region=region)
        unread += max(end - (lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping_id) or 0), 0)
    return unread
