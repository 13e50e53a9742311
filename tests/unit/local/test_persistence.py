"""The emulator's save: where its copy is taken decides whether it can hold half a transaction."""

import asyncio
import threading

import pytest
from ministack import app

from local.patches import persistence


@pytest.fixture
def loop(monkeypatch):
    """The loop that serves requests, on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    monkeypatch.setattr(persistence.Loop, "running", loop)
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_copies_on_the_loop_that_serves_and_writes_beside_it(loop, monkeypatch):
    seen = {}

    def get_state() -> dict[str, int]:
        seen["copied on"] = asyncio.get_running_loop()
        return {"rows": 1}

    def save_all(states) -> None:
        seen["written by"] = threading.current_thread()
        seen["states"] = {name: state() for name, state in states.items()}

    monkeypatch.setattr(app, "_build_persistence_save_dict", lambda: {"dynamodb": get_state})
    monkeypatch.setattr(app, "save_all", save_all)
    persistence.save_now()
    assert seen == {"copied on": loop, "written by": threading.current_thread(), "states": {"dynamodb": {"rows": 1}}}
