"""What a worker asks the emulator for is nothing for a page."""

import http.server
import queue
import threading
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from ministack.core import lambda_runtime

from local.patches import keys


@pytest.fixture
def worker(monkeypatch):
    """The server that one worker asks, and the work that waits for it."""
    build = lambda_runtime.ProvidedWorker._build_handler_class
    monkeypatch.setattr(lambda_runtime.ProvidedWorker, "_build_handler_class", build)
    keys.turn_strangers_away_from_workers()
    pending = queue.Queue()
    pending.put(("request-1", {"token": "secret"}, 0, "", "arn"))
    alive = SimpleNamespace(_mark_first_poll=lambda generation: True, _stopping=False, _generation=1)
    handler = lambda_runtime.ProvidedWorker._build_handler_class(alive, 1, pending)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/2018-06-01/runtime/invocation/next", pending=pending)
        server.shutdown()


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_a_page_does_not_get_a_workers_work(worker, header):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(worker.url, headers=header), timeout=5)
    assert refused.value.code == 403
    assert worker.pending.qsize() == 1


def test_a_worker_does(worker):
    with urllib.request.urlopen(worker.url, timeout=5) as answer:
        assert answer.read() == b'{"token": "secret"}'
