"""What of the bank outlives its process: after a kill under load, a save that fails, and a file that was spoiled.

Each test starts emulators of its own, ends them hard, and starts them again in the same folder.
"""

import json
import os
import resource
import signal
import threading
import time
import urllib.error
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from local import running, snapshot, stack
from local.emulator import Emulator, EmulatorFailed
from local.processes import free_port
from local.settings import Settings, internal, remember
from local.waiting import until
from ops.clients import Clients

_EVERY_SECONDS = 2
_PROMISED_SECONDS = 2 * _EVERY_SECONDS
_NO_ROOM = "File too large"


@pytest.fixture
def emulator(tmp_path) -> Iterator[Emulator]:
    settings = {"BANK_AUTOSAVE_SECONDS": str(_EVERY_SECONDS), "BANK_ENDS_WITH": str(os.getpid())}
    emulator = Emulator(free_port(), tmp_path, enforce_iam=False, settings=settings)
    begin(emulator)
    dynamodb = Clients(emulator.url)("dynamodb")
    key = {"AttributeName": "id"}
    dynamodb.create_table(
        TableName="ledger",
        KeySchema=[key | {"KeyType": "HASH"}],
        AttributeDefinitions=[key | {"AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield emulator
    end(emulator, signal.SIGKILL)


def begin(emulator: Emulator) -> None:
    remember(emulator.folder, emulator=emulator.start(), emulator_port=emulator.port, port=free_port())


def end(emulator: Emulator, how: int) -> None:
    pid = internal(emulator.folder).get("emulator")
    with suppress(ProcessLookupError, ChildProcessError):  # it had ended
        if pid:
            os.kill(pid, how)
            os.waitpid(pid, 0)


def transfer(clients: Clients) -> str:
    """A transaction of two rows and a message."""
    name = uuid.uuid4().hex
    rows = [{"Put": {"TableName": "ledger", "Item": {"id": {"S": f"{side}-{name}"}}}} for side in ("debit", "credit")]
    clients("dynamodb").transact_write_items(TransactItems=rows)
    return name


def names(emulator: Emulator, side: str) -> set[str]:
    pages = Clients(emulator.url)("dynamodb").get_paginator("scan").paginate(TableName="ledger")
    ids = [item["id"]["S"] for page in pages for item in page["Items"]]
    return {each.removeprefix(f"{side}-") for each in ids if each.startswith(side)}


@contextmanager
def no_room(emulator: Emulator) -> Iterator[None]:
    """The emulator's process can write no file that is larger than nothing much."""
    pid = internal(emulator.folder)["emulator"]
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1_000, hard))
    yield
    if running.alive(emulator.folder)["emulator"]:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


class TestAKillUnderLoad:
    def test_loses_nothing_older_than_promised_and_tears_nothing(self, emulator):
        answered: list[tuple[float, str]] = []
        clients, over = Clients(emulator.url), threading.Event()

        def pay() -> None:
            while not over.is_set():
                try:
                    name = transfer(clients)
                except Exception:
                    return  # killed
                answered.append((time.monotonic(), name))

        payers = [threading.Thread(target=pay) for _ in range(4)]
        for payer in payers:
            payer.start()
        until(lambda: len(answered) > 20, "the load", 60)
        time.sleep(_PROMISED_SECONDS + 1.3 * _EVERY_SECONDS)
        killed = time.monotonic()
        end(emulator, signal.SIGKILL)
        over.set()
        for payer in payers:
            payer.join()
        promised = {name for at, name in answered if at < killed - _PROMISED_SECONDS}
        begin(emulator)
        debits, credits = names(emulator, "debit"), names(emulator, "credit")
        assert len(promised) > 20
        assert promised <= debits
        assert debits == credits

    def test_is_told_at_the_next_start(self, emulator):
        transfer(Clients(emulator.url))
        emulator.ask("save", timeout_seconds=30)
        since = snapshot.head(emulator.state).taken_at
        end(emulator, signal.SIGKILL)
        told = stack._start_emulator(settings_of(emulator))
        assert "was not stopped" in told and since <= told.partition("after ")[2].partition(" may")[0]

    def test_is_not_told_after_a_stop(self, emulator):
        end(emulator, signal.SIGTERM)
        assert snapshot.head(emulator.state).stopped
        assert stack._start_emulator(settings_of(emulator)) == emulator.url


def settings_of(emulator: Emulator) -> Settings:
    return Settings(emulator.folder, free_port(), emulator.port, emulator_settings=tuple(emulator.settings.items()))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux takes the room from a process that runs")
class TestASaveThatFails:
    def test_says_so_and_keeps_what_was_kept(self, emulator):
        kept = transfer(Clients(emulator.url))
        emulator.ask("save", timeout_seconds=30)
        with no_room(emulator):
            transfer(Clients(emulator.url))
            with pytest.raises(urllib.error.HTTPError) as refused:
                emulator.ask("save", timeout_seconds=30)
            with closing(refused.value):
                assert (refused.value.code, _NO_ROOM in json.load(refused.value)["error"]) == (500, True)
            assert kept in str(snapshot.read(emulator.state))

    def test_of_itself_is_known_to_who_asks(self, emulator):
        with no_room(emulator):
            transfer(Clients(emulator.url))
            until(lambda: _NO_ROOM in emulator.ask("busy")["save_failed"], "the failure")
        until(lambda: not emulator.ask("busy")["save_failed"], "the next save, without a request")

    def test_leaves_the_bank_running_when_it_is_to_stop(self, emulator):
        settings = settings_of(emulator)
        with no_room(emulator):
            made = transfer(Clients(emulator.url))
            with pytest.raises(stack.StackFailed, match=f"NOT kept: OSError: .*{_NO_ROOM}"):
                stack.down(settings)
            assert running.alive(emulator.folder)["emulator"]
        assert stack.down(settings)
        assert not running.alive(emulator.folder)["emulator"]
        assert made in str(snapshot.read(emulator.state))

    def test_at_the_very_end_says_so_too(self, emulator, monkeypatch):
        emulator.ask("save", timeout_seconds=30)
        monkeypatch.setattr(stack, "_save", lambda settings: None)
        with no_room(emulator):
            transfer(Clients(emulator.url))
            with pytest.raises(stack.StackFailed, match="the last save failed"):
                stack.down(settings_of(emulator))


class TestAFileThatWasSpoiled:
    def test_is_not_taken_for_an_empty_bank(self, emulator):
        transfer(Clients(emulator.url))
        end(emulator, signal.SIGTERM)
        file = emulator.state / snapshot.NAME
        file.write_text(file.read_text()[:-100])
        spoiled = file.read_bytes()
        with pytest.raises(EmulatorFailed, match="is not as it was written"):
            emulator.start()
        assert file.read_bytes() == spoiled
