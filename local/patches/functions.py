"""Lambda: no needless waits around an invocation, and workers that start at once."""

import importlib
import multiprocessing
import os
import queue
import subprocess
import sys
import types
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from ministack.core import lambda_runtime

# Imported once and inherited by every worker; the application itself is imported by each worker, from its own package.
PRELOADED = (
    "local.patches.functions", "local.runtime", "boto3", "botocore.auth", "botocore.httpsession", "botocore.retries.standard",
    "chalice", "msgspec", "aws_lambda_powertools", "aws_lambda_powertools.metrics", "jwt", "local.descriptions",
)  # fmt: skip

_LINE_SECONDS = 2  # for a line that is already in the pipe


def end_logs_with_their_report() -> None:
    """After an invocation ministack reads log lines until none came for 5 ms, or 50 ms when there is none yet: every
    answer waits, and on a busy machine a line comes too late and is logged with the worker's next invocation, if there
    is one. Our runtime prints its REPORT last and then answers: the line that ends the log."""
    original = lambda_runtime.Worker._drain_stderr_bounded

    def drain(self: lambda_runtime.Worker, first_line_wait: float | None = None) -> str:
        if first_line_wait is not None:  # a worker that did not start reports nothing
            return original(self, first_line_wait)
        lines: list[str] = []
        with suppress(queue.Empty):
            while not lines or not lines[-1].startswith("REPORT RequestId:"):
                lines.append(self._stderr_queue.get(timeout=_LINE_SECONDS))
        return "\n".join(lines)

    lambda_runtime.Worker._drain_stderr_bounded = drain


def fork_workers() -> None:
    """A worker that starts Python and imports boto3 anew takes half a second of a core: a minute's burst from cold would
    time out, and thirty functions would take fifteen seconds to warm. Workers are forked from a process that has the
    libraries in memory. Only workers with our own runtime; any other starts as ministack starts it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))

    def start(command: list[str], **options):
        if not Path(command[0]).with_name("inferno_runtime.py").exists():
            return subprocess.Popen(command, **options)
        return ForkedWorker(context, options["cwd"], options["env"])

    names = {name: getattr(subprocess, name) for name in dir(subprocess) if not name.startswith("_")}
    lambda_runtime.subprocess = types.SimpleNamespace(**names | {"Popen": start})


class ForkedWorker:
    """What ministack uses of `subprocess.Popen`, for a forked process."""

    def __init__(self, context, folder: str, environment: dict[str, str]) -> None:
        read_end, write_end = os.pipe()
        output = Connection(write_end, readable=False)
        self._process = context.Process(target=_become, args=(folder, environment, output), daemon=True)
        self._process.start()
        output.close()
        self.stdout = os.fdopen(read_end, "rb")
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _become(folder: str, environment: dict[str, str], output: Connection) -> None:
    """Turns a fresh copy of the preloaded process into a Lambda's: its environment, its output, its code and no other."""
    os.environ.clear()
    os.environ.update(environment)
    for descriptor in (1, 2):
        os.dup2(output.fileno(), descriptor)
    repository = str(Path(__file__).resolve().parents[2])
    sys.path[:] = [path for path in sys.path if path and os.path.realpath(path) != repository]
    importlib.invalidate_caches()
    from local import runtime

    runtime.main()


PATCHES = (end_logs_with_their_report, fork_workers)
