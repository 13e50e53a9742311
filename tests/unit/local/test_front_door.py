"""The front door before an emulator that fails: whatever becomes of a request, its caller gets a problem document."""

import http.server
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from local import front_door
from local.processes import free_port
from local.settings import remember


class Behind(http.server.BaseHTTPRequestHandler):
    """Stands where the emulator answers, with what the test says."""

    def do_POST(self) -> None:
        self.server.come()
        status, content_type, text = self.server.says
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def behind() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    server.come, server.says = lambda: None, (201, "application/json", "{}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def door(tmp_path, behind, monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(front_door, "MOST_AT_ONCE", 2)
    remember(tmp_path, execute_url=f"http://127.0.0.1:{behind.server_port}/_aws/execute-api/x/local")
    server = front_door.FrontDoor(tmp_path, port := free_port())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}/payment"
    server.shutdown()
    server.server_close()


def asked(url: str) -> tuple[int, dict[str, str], dict[str, object]]:
    request = urllib.request.Request(url, b"{}", {"Content-Type": "application/json"}, method="POST")
    try:
        answer = urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with closing(answer):
        return answer.status, dict(answer.headers), json.load(answer)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_worker_that_died_leaves_an_outcome_to_ask_for(door, behind, status):
    behind.says = (status, "application/json", '{"errorType": "Runtime.ExitError"}')
    got, headers, problem = asked(door)
    assert (got, problem["status"], problem["code"], headers["Retry-After"]) == (503, 503, "outcome_unknown", "2")
    assert headers["Content-Type"] == "application/problem+json"


def test_no_worker_left_says_that_nothing_was_changed(door, behind):
    behind.says = (429, "application/json", '{"Reason": "ConcurrentInvocationLimitExceeded"}')
    got, headers, problem = asked(door)
    assert (got, problem["code"], headers["Retry-After"]) == (503, "unavailable", "2")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_banks_own_words_pass(door, behind, status):
    behind.says = (status, "application/problem+json; charset=utf-8", '{"code": "its own"}')
    got, _, problem = asked(door)
    assert (got, problem) == (status, {"code": "its own"})


def test_more_at_once_than_there_is_room_for_are_refused_at_once(door, behind):
    inside, go_on = threading.Semaphore(0), threading.Event()

    def come() -> None:
        inside.release()
        assert go_on.wait(10)

    behind.come = come
    with ThreadPoolExecutor(2) as pool:
        first = [pool.submit(asked, door) for _ in range(2)]
        for _ in first:
            assert inside.acquire(timeout=10)
        status, headers, problem = asked(door)
        go_on.set()
        assert [each.result()[0] for each in first] == [201, 201]
    assert (status, problem["code"], headers["Retry-After"]) == (503, "unavailable", "2")
    assert asked(door)[0] == 201
