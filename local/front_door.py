"""The front door: http://127.0.0.1:PORT, the REST API at the root, the web under /app/, and pages for a
developer under /_local/.

It stands where API Gateway's own edge stands on AWS: limits of size and time, and a problem document when nothing
behind it answers. `python -m local.front_door FOLDER PORT` is its process; the API's address is read from FOLDER.
"""

import http.client
import http.server
import json
import os
import socket
import sys
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chalicelib.platform import problems
from local import pages, strangers, web
from local.emulator import HOST, end_with
from local.settings import Settings, internal
from release import gateway_responses
from release.declaration import load

MAXIMUM_BODY_BYTES = 10 * 1024 * 1024  # API Gateway's
# Each request has a worker of the authorizer and one of the API, of 30 MB each; what follows from it has some more.
MOST_AT_ONCE = int(os.environ.get("BANK_REQUESTS_AT_ONCE", "48"))
TIMEOUT_SECONDS = 29  # API Gateway's, for an integration
SERVER = "InfernoBank"  # what its answers are known by
_IDLE_SECONDS = 75
_SWALLOWED_BYTES = 64 * 1024 * 1024
_SWALLOWED_SECONDS = 2
_HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
    "content-length", "host", "expect",
}  # fmt: skip
# How API Gateway's own answers map to what can go wrong here.
TOO_LARGE, AWAY, LOST, UNREADABLE = "REQUEST_TOO_LARGE", "AUTHORIZER_FAILURE", "INTEGRATION_TIMEOUT", "BAD_REQUEST_BODY"
FAILED = "INTEGRATION_FAILURE"


class BodyTooLarge(Exception):
    """The body is larger than API Gateway takes."""


class Door(http.server.BaseHTTPRequestHandler):
    """One connection: its requests, one after the other."""

    server: "FrontDoor"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS

    def version_string(self) -> str:
        """What the header Server says."""
        return SERVER

    def handle_one(self) -> None:
        """Answers one request: a local page, or what the API says."""
        if reason := strangers.refusal(self.command, self.headers.items(), *self.server.own):
            self.close_connection = True
            self._problem(HTTPStatus.FORBIDDEN, reason)
            self._swallow()
            return
        try:
            body = self._body()
        except BodyTooLarge:
            self.close_connection = True
            self._gateway_answer(TOO_LARGE)
            self._swallow()
            return
        except ValueError:
            self.close_connection = True
            self._gateway_answer(UNREADABLE)
            return
        path = urlsplit(self.path).path
        if self.command in ("GET", "HEAD") and self._answered_by_the_web(path):
            return
        if self.command in ("GET", "HEAD") and (page := pages.find(path, urlsplit(self.path).query, self.server.folder)):
            self._answer(page.status, {**page.headers, "Cache-Control": "no-store"}, page.text.encode())
            return
        if not self.server.places.acquire(blocking=False):
            self._gateway_answer(AWAY)
            return
        try:
            self._forward(body)
        finally:
            self.server.places.release()

    def _answered_by_the_web(self, path: str) -> bool:
        try:
            known = self.server.known()
            file = web.find(path, files=Settings.of_running(self.server.folder).files_origin) if known.get("web") else None
        except FileNotFoundError:
            self._problem(HTTPStatus.NOT_FOUND, "The web has no such file.")
            return True
        if file:
            self._answer(file.status, file.headers, file.content)
        return file is not None

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Any method is the gateway's to judge, also one that nobody has heard of."""
        if name.startswith("do_"):
            return self.handle_one
        raise AttributeError(name)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = int(self.headers.get("Content-Length") or 0)
        if length < 0:
            raise ValueError("negative length")
        if length > MAXIMUM_BODY_BYTES:
            raise BodyTooLarge
        body = self.rfile.read(length)
        if len(body) < length:
            raise ValueError("the body ended early")
        return body

    def _swallow(self) -> None:
        """Takes the rest of a body off the line, as far as is reasonable: who sends everything before reading would find
        the line cut instead of the answer."""
        self.wfile.flush()
        self.connection.settimeout(_SWALLOWED_SECONDS)
        left = _SWALLOWED_BYTES
        try:
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and (piece := self.rfile.read1(1 << 16)):
                left -= len(piece)
        except OSError:
            pass  # nobody sends any more

    def _chunks(self) -> bytes:
        body = bytearray()
        while size := int(self.rfile.readline(64).split(b";")[0], 16):
            if size < 0 or len(body) + size > MAXIMUM_BODY_BYTES:
                raise BodyTooLarge
            body += self.rfile.read(size)
            self.rfile.readline(64)
        while self.rfile.readline(8192).strip():
            pass  # trailers
        return bytes(body)

    def _forward(self, body: bytes) -> None:
        target = self.server.target()
        if target is None:
            self._gateway_answer(AWAY, HTTPStatus.BAD_GATEWAY)
            return
        parts, asked = urlsplit(target), urlsplit(self.path)
        path = parts.path + asked.path + (f"?{asked.query}" if asked.query else "")
        headers = [(name, value) for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP]
        connection = http.client.HTTPConnection(parts.hostname or HOST, parts.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.connect()
        except OSError:
            self._gateway_answer(AWAY, HTTPStatus.BAD_GATEWAY)
            return
        try:
            connection.putrequest(self.command, path, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.putheader("Connection", "close")
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException, ValueError) as error:
            timed_out = isinstance(error, TimeoutError)
            self._gateway_answer(LOST, None if timed_out else HTTPStatus.BAD_GATEWAY)
            return
        finally:
            connection.close()
        spoken = problems.CONTENT_TYPE in (answer.getheader("Content-Type") or "")
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and not spoken:  # the emulator has no worker left: nothing began
            self._gateway_answer(AWAY)
            return
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not spoken:  # a worker died; the bank's own words are problems
            self._gateway_answer(FAILED)
            return
        self._answer(answer.status, [(n, v) for n, v in answer.getheaders() if n.lower() not in _HOP_BY_HOP], content)

    def _gateway_answer(self, response_type: str, status: int | None = None) -> None:
        """What API Gateway answers by itself, from the declaration."""
        declared = gateway_responses.rendered(load().gateway_responses, public_url="")[response_type]
        request_id = str(uuid.uuid4())
        problem = declared["responseTemplates"]["application/json"].replace("$context.requestId", request_id)
        if status is not None:
            problem = json.dumps(json.loads(problem) | {"status": int(status)})
        prefix = "gatewayresponse.header."
        known = {"context.requestId": request_id}
        headers = {
            name.removeprefix(prefix): known.get(value, value.strip("'"))
            for name, value in declared["responseParameters"].items()
        }
        self._answer(int(status or declared["statusCode"]), headers, problem.encode())

    def _answer(self, status: int, headers: Mapping[str, str] | Iterable[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items() if isinstance(headers, Mapping) else headers:
            if name.lower() not in ("date", "server"):
                self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the HTTP layer refuses (an unknown method, a header too long): a problem document too."""
        self.close_connection = True
        self._problem(code, explain or HTTPStatus(code).phrase)

    def _problem(self, status: int, detail: str) -> None:
        request_id = str(uuid.uuid4())
        problem = problems.of_status(status, detail, f"urn:uuid:{request_id}")
        headers = {"Content-Type": problems.CONTENT_TYPE, "Cache-Control": "no-store", "X-Correlation-Id": request_id}
        self._answer(status, headers, json.dumps(problem).encode())

    def log_message(self, *arguments: object) -> None:
        """The functions log; a second line for each request helps nobody."""


class FrontDoor(http.server.ThreadingHTTPServer):
    """Serves one stack; `folder` holds what it needs to know about it."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.own = (strangers.hosts_of(port), strangers.origins_of(port))
        self.places = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((HOST, port), Door)

    def target(self) -> str | None:
        """The REST API's address, which changes when the API is deployed anew."""
        return self.known().get("execute_url")

    def known(self) -> dict[str, Any]:
        """What the tools remember about the stack at this moment."""
        return internal(self.folder)

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        if not isinstance(sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    if starter := os.environ.get("BANK_ENDS_WITH"):
        threading.Thread(target=end_with, args=(int(starter),), daemon=True).start()
    FrontDoor(folder, port).serve_forever()


if __name__ == "__main__":
    main()
