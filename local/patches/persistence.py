"""State on disk: a laptop that loses power must not lose the bank."""

import asyncio
import copy
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence as formats
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb, lambda_svc, ses, sqs

from local import snapshot

# Messages and executions may still move a little after the last request.
_ROUNDS_AFTER_THE_LAST_REQUEST = 2
_TRIES = 5
_log = logging.getLogger("inferno")


class Loop:
    """The emulator's own event loop, on which it serves every request; known once it has started."""

    running: asyncio.AbstractEventLoop


class Saving:
    """One save at a time, and why the last one failed: empty when it did not."""

    alone = threading.Lock()
    failure = ""


def save_now(*, stopped: bool = False) -> None:
    """Writes the state of every service, from a thread of one's own. Raises what keeps it from being written.

    The copy is taken on the emulator's loop, between two requests: taken beside them it would fail under writes, or hold
    half of a transaction. Only what is written from it takes time, and that happens here.
    """
    with Saving.alone:
        try:
            states, moment = asyncio.run_coroutine_threadsafe(_snapshot(), Loop.running).result()
            services = {name: _written(name, state) for name, state in states.items()}
            snapshot.write(_folder(), snapshot.Head(moment, stopped), services)
        except Exception as error:
            Saving.failure = f"{type(error).__name__}: {error}"
            raise
        Saving.failure = ""


async def _snapshot() -> tuple[dict[str, dict[str, Any]], str]:
    with _messages_and_rows_at_rest():
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        return {name: _copied(get_state) for name, get_state in app._build_persistence_save_dict().items()}, moment


@contextmanager
def _messages_and_rows_at_rest() -> Iterator[None]:
    """Pollers of queues take and delete messages in threads of their own, under this lock; a copy beside them would skip one."""
    with sqs._queues_lock, dynamodb._lock:
        yield


def _copied(get_state: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A service's state. Executions and workers note what they do from threads of their own: then it is copied once more."""
    for _ in range(_TRIES):
        try:
            return get_state()
        except RuntimeError:  # dictionary changed size during iteration
            continue
    return get_state()


def _written(name: str, state: dict[str, Any] | None) -> str:
    if state is None:
        raise LookupError(f"{name} has no state to tell")
    versioned = {"__ministack_format__": formats._state_format_version(name), "payload": state}
    return json.dumps(versioned, default=formats._json_default)


def _folder() -> Path:
    return Path(formats.STATE_DIR)


class Activity:
    """Counts what may have changed something, so that a bank at rest costs nothing."""

    def __init__(self) -> None:
        self.count = 0

    def note(self) -> None:
        self.count += 1


activity = Activity()


def keep_one_file_of_one_moment() -> None:
    """ministack keeps a file a service, each of its own moment, is silent about one it cannot write, and starts empty from one
    it cannot read. Ours is one file, or none; a bank from before has files of ministack's."""
    load = app.load_state

    def load_all_or_end() -> None:
        try:
            load_all()
        except Exception as error:  # the server would go on without it, and save an empty bank in its place
            _log.critical("what was kept cannot be read: %s: %s", type(error).__name__, error)
            os._exit(1)

    def load_all() -> None:
        kept = snapshot.read(_folder())
        for name, module in app._state_map.items():
            state = _read(name, kept[name]) if name in kept else None if kept else load(name)
            if state:
                app._get_module(module).load_persisted_state(state)

    app._load_persisted_state = load_all_or_end
    app.save_all = lambda services: None  # `saving_at_the_end` does


def _read(name: str, text: str) -> dict[str, Any]:
    versioned = json.loads(text, object_hook=formats._json_object_hook)
    if versioned["__ministack_format__"] > formats._state_format_version(name):
        raise snapshot.SnapshotDamaged(f"{_folder()} was kept by a newer emulator")
    return versioned["payload"]


def saving_at_the_end(receive: Callable[..., Any]) -> Callable[..., Any]:
    """What the server tells about its life, with the last save before its end."""

    async def received() -> Any:
        message = await receive()
        if message["type"] == "lifespan.shutdown" and formats.PERSIST_STATE:
            try:
                await asyncio.to_thread(save_now, stopped=True)
            except Exception:
                _log.exception("the last save failed")
        return message

    return received


def save_every_few_seconds() -> None:
    """ministack writes its state at a clean shutdown only; kill -9 loses everything but S3 objects."""
    seconds = float(os.environ.get("BANK_AUTOSAVE_SECONDS", "5"))
    if not formats.PERSIST_STATE or seconds <= 0:
        return
    load = app._load_persisted_state

    def keep_saving() -> None:
        seen, quiet_rounds, took = -1, 0, 0.0
        while True:
            time.sleep(max(seconds - took, seconds / 5))
            quiet_rounds = quiet_rounds + 1 if activity.count == seen and not Saving.failure else 0
            seen, began = activity.count, time.monotonic()
            if quiet_rounds <= _ROUNDS_AFTER_THE_LAST_REQUEST:
                try:
                    save_now()
                except Exception:
                    _log.exception("a save failed")
            took = time.monotonic() - began

    def load_and_keep_saving() -> None:
        load()  # first: what is saved before everything is loaded would be a bank without money
        threading.Thread(target=keep_saving, name="autosave", daemon=True).start()

    app._load_persisted_state = load_and_keep_saving


def forget_logs_with_the_process() -> None:
    """Logs would be most of the state and are none of it: every save would write all of them again."""
    app._state_map.pop("cloudwatch_logs", None)


def keep_sent_mails() -> None:
    """What was sent is not part of SES' state, so the mails of yesterday could not be read any more."""
    get_state, load = ses.get_state, ses.load_persisted_state

    def load_with_mails(data: dict[str, Any]) -> None:
        load(data)
        ses._sent_emails._data.update(data.get("sent_mails", AccountRegionScopedDict())._data)

    ses.get_state = lambda: get_state() | {"sent_mails": copy.deepcopy(ses._sent_emails)}
    ses.load_persisted_state = load_with_mails


def let_queues_follow_the_port() -> None:
    """Queues are kept under their URL: started on another port, every queue would be a new and empty one."""
    load = sqs.load_persisted_state

    def load_here(data: dict[str, Any]) -> None:
        queues = data["queues"]
        for (account, region, url), queue in list(queues._data.items()):
            name = url.rstrip("/").rsplit("/", 1)[1]
            del queues._data[account, region, url]
            here = sqs._queue_url_for_account(account, name)
            queues._data[account, region, here] = queue | ({"url": here} if "url" in queue else {})
        load(data)

    sqs.load_persisted_state = load_here


def never_wait_for_a_position_ahead() -> None:
    """Services are copied one after the other: a stream's reader may have been copied a moment after the stream. A position
    behind the end would skip what comes next, so it is brought back to the end."""
    load = app._load_persisted_state

    def load_and_mend() -> None:
        load()
        for (account, region, mapping_id), position in list(lambda_svc._dynamodb_stream_positions._data.items()):
            mapping = lambda_svc._esms.get_scoped(account, region, mapping_id) or {}
            table = mapping.get("EventSourceArn", "").partition("/stream/")[0].rpartition("/")[2]
            end = dynamodb.stream_end_position(table, account_id=account, region=region)
            if position > end:
                lambda_svc._dynamodb_stream_positions.set_scoped(account, region, mapping_id, end)

    app._load_persisted_state = load_and_mend


PATCHES = (
    keep_one_file_of_one_moment,
    forget_logs_with_the_process,
    keep_sent_mails,
    let_queues_follow_the_port,
    never_wait_for_a_position_ahead,
    save_every_few_seconds,
)
