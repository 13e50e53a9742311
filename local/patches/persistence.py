"""State on disk: a laptop that loses power must not lose the bank."""

import asyncio
import copy
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb, lambda_svc, ses, sqs

# Messages and executions may still move a little after the last request.
_ROUNDS_AFTER_THE_LAST_REQUEST = 2
_TRIES = 5
_saving = threading.Lock()
_log = logging.getLogger("inferno")


class Loop:
    """The emulator's own event loop, on which it serves every request; known once it has started."""

    running: asyncio.AbstractEventLoop | None = None


def save_now() -> None:
    """Writes the state of every service, from a thread of one's own.

    The copy is taken on the emulator's loop, between two requests: taken beside them it would fail under writes, or hold
    half of a transaction. Only what is written from it takes time, and that happens here.
    """
    with _saving:
        states = asyncio.run_coroutine_threadsafe(_snapshot(), Loop.running).result()
        app.save_all({name: lambda state=state: state for name, state in states.items()})


async def _snapshot() -> dict[str, dict[str, Any]]:
    return {name: _copied(get_state) for name, get_state in app._build_persistence_save_dict().items()}


def _copied(get_state: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A service's state. Executions and workers note what they do from threads of their own: then it is copied once more."""
    for _ in range(_TRIES):
        try:
            return get_state()
        except RuntimeError:  # dictionary changed size during iteration
            continue
    return get_state()


class Activity:
    """Counts what may have changed something, so that a bank at rest costs nothing."""

    def __init__(self) -> None:
        self.count = 0

    def note(self) -> None:
        self.count += 1


activity = Activity()


def save_every_few_seconds() -> None:
    """ministack writes its state at a clean shutdown only; kill -9 loses everything but S3 objects."""
    seconds = float(os.environ.get("BANK_AUTOSAVE_SECONDS", "5"))
    if os.environ.get("PERSIST_STATE") != "1" or seconds <= 0:
        return
    load = app._load_persisted_state

    def keep_saving() -> None:
        seen, quiet_rounds = -1, 0
        while True:
            time.sleep(seconds)
            quiet_rounds = quiet_rounds + 1 if activity.count == seen else 0
            seen = activity.count
            if quiet_rounds > _ROUNDS_AFTER_THE_LAST_REQUEST:
                continue
            try:
                save_now()
            except Exception:
                _log.exception("autosave failed")

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
    """Files are written one after the other: a stream's reader may have been saved a moment after the stream. A position
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
    forget_logs_with_the_process,
    keep_sent_mails,
    let_queues_follow_the_port,
    never_wait_for_a_position_ahead,
    save_every_few_seconds,
)
