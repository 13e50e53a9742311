"""The functions' runtime on a laptop: AWS Lambda's Runtime API spoken by the project's own Python.

This file goes into the local package beside the application. The emulator's own Python runtime reports every exception
as `Runtime.HandlerError`, so no Catch by class name would ever match, and starts a new process after each one.
AWS reports the bare name of the exception's class, and so does this.
"""

import http.client
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

_API = "/2018-06-01/runtime/"


class Context:
    """What a handler gets as its second argument."""

    identity = None
    client_context = None

    def __init__(self, headers: Any) -> None:
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self._deadline_milliseconds = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self) -> int:
        return max(0, self._deadline_milliseconds - int(time.time() * 1000))


def ask(method: str, path: str, body: bytes | None = None) -> Any:
    """One call of the Runtime API. A connection of its own each time: the emulator answers a kept one 40 ms late."""
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    connection.request(method, _API + path, body, {"Content-Type": "application/json", "Connection": "close"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def tell(path: str, value: object) -> None:
    ask("POST", path, json.dumps(value, ensure_ascii=False).encode())


def described(error: BaseException) -> dict[str, Any]:
    return {
        "errorType": type(error).__name__,
        "errorMessage": str(error),
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def load_handler() -> Callable[..., Any]:
    module, _, name = os.environ["_HANDLER"].replace("/", ".").rpartition(".")
    return getattr(importlib.import_module(module), name)


def serve(handler: Callable[..., Any]) -> None:
    """Handles invocations until the emulator ends."""
    while True:
        answer, content = ask("GET", "invocation/next")
        if answer.status != 200:
            return
        context = Context(answer.headers)
        started = time.perf_counter()
        try:
            kind, result = "response", json.dumps(handler(json.loads(content), context), ensure_ascii=False).encode()
        except Exception as error:
            traceback.print_exc()
            kind, result = "error", json.dumps(described(error)).encode()
        milliseconds = (time.perf_counter() - started) * 1000
        print(f"REPORT RequestId: {context.aws_request_id}\tDuration: {milliseconds:.2f} ms", flush=True)
        sys.stderr.flush()
        ask("POST", f"invocation/{context.aws_request_id}/{kind}", result)


def main() -> None:
    root = os.environ["LAMBDA_TASK_ROOT"]
    sys.path.insert(0, root)
    os.chdir(root)
    try:
        handler = load_handler()
    except BaseException as error:
        traceback.print_exc()
        tell("init/error", described(error))
        raise SystemExit(1) from error
    try:
        serve(handler)
    except (ConnectionError, http.client.HTTPException):
        raise SystemExit(0) from None  # the emulator is gone


if __name__ == "__main__":
    main()
