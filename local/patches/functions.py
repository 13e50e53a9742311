"""Lambda: no needless waits around an invocation."""

import socketserver

from ministack.core import lambda_runtime


def answer_without_nagle() -> None:
    """The Runtime API server writes an answer in two small packets; the second waits 40 ms for the first one's
    acknowledgement."""
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True


def read_logs_without_waiting() -> None:
    """After every invocation ministack waits 50 ms for a first log line and 5 ms for a last one. Our bootstrap has
    written its lines before it answers."""
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.010, 0.002, 0.250)


PATCHES = (answer_without_nagle, read_logs_without_waiting)
