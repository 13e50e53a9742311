"""The emulator's save: where its copy is taken decides whether it can hold half a transaction."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from ministack import app
from ministack.services import dynamodb, sqs

from local import snapshot
from local.patches import persistence


@pytest.fixture
def loop(monkeypatch):
    """The loop that serves requests, on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    monkeypatch.setattr(persistence.Loop, "running", loop, raising=False)
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_copies_on_the_loop_that_serves_and_writes_beside_it(loop, monkeypatch):
    seen = {}

    def get_state() -> dict[str, int]:
        seen["copied on"] = asyncio.get_running_loop()
        return {"rows": 1}

    def write(folder, head, services) -> None:
        seen["written by"] = threading.current_thread()
        seen["services"] = {name: json.loads(text)["payload"] for name, text in services.items()}

    monkeypatch.setattr(app, "_build_persistence_save_dict", lambda: {"dynamodb": get_state})
    monkeypatch.setattr(snapshot, "write", write)
    persistence.save_now()
    assert seen == {"copied on": loop, "written by": threading.current_thread(), "services": {"dynamodb": {"rows": 1}}}


def test_holds_back_who_takes_messages_meanwhile(loop, monkeypatch):
    held = []
    locks = {"sqs": sqs._queues_lock, "dynamodb": dynamodb._lock}
    states = {name: lambda lock=lock: {"held": held.append(lock.locked())} for name, lock in locks.items()}
    monkeypatch.setattr(app, "_build_persistence_save_dict", lambda: states)
    monkeypatch.setattr(snapshot, "write", lambda *arguments: None)
    persistence.save_now()
    assert held == [True, True]


def test_saves_one_at_a_time(loop, monkeypatch):
    inside, together = threading.Semaphore(1), []

    def write(*arguments) -> None:
        together.append(inside.acquire(blocking=False))
        time.sleep(0.05)
        inside.release()

    monkeypatch.setattr(app, "_build_persistence_save_dict", dict)
    monkeypatch.setattr(snapshot, "write", write)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda stopped: persistence.save_now(stopped=stopped), (False, True, False, True)))
    assert together == [True] * 4
