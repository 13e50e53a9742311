"""A whole bank for tests: everything deployed, IAM enforced, in a folder and on ports of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chalicelib.kernel import clock
from chalicelib.reconciliation.operations.verify_books import verify_books
from local import mails
from local.client import Api
from local.processes import free_port
from local.settings import Settings
from local.waiting import NotInTime, until
from ops import executions
from ops.clients import Clients
from ops.pointing import pointed_at
from release.declaration import ROOT, Place
from tests.support.customers import Customer, registered

_UP_SECONDS = 180


@dataclass(frozen=True)
class Stack:
    """One running bank."""

    settings: Settings
    admin: dict[str, str]
    colleague: dict[str, str]

    @property
    def api(self) -> Api:
        """The API, called by nobody in particular."""
        return Api(self.settings.api_url)

    @property
    def as_admin(self) -> Api:
        return self.api.as_user(self.admin["email"], self.admin["password"])

    @property
    def as_colleague(self) -> Api:
        """The second person of the staff, for what needs two."""
        return self.api.as_user(self.colleague["email"], self.colleague["password"])

    def registered(self, **fields: str) -> Customer:
        """A new customer of this bank, signed in."""
        return registered(self.api, **fields)

    @cached_property
    def clients(self) -> Clients:
        """Made once: each client of a service takes a tenth of a second to make."""
        return self.settings.clients

    @property
    def place(self) -> Place:
        return self.settings.place

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Within, the application's code in this process works on this bank's tables."""
        with pointed_at(self.settings.emulator.url, keys=self.settings.keys):
            yield

    def mails(self, to: str | None = None) -> list[mails.Mail]:
        return [mail for mail in mails.sent(self.settings.emulator) if to is None or to in mail.to]

    def executions(self, machine: str) -> list[executions.Execution]:
        every = executions.list_executions(self.clients, self.place, limit=1000)
        return [execution for execution in every if execution.machine == machine]

    def settle(self, seconds: float = 120) -> None:
        """Returns when no execution runs and every message and stream record that somebody reads has been read.

        A queue that nobody reads (the relay's failures) may keep what it has.
        """
        unread = {self.place.name("queue", name) for name in ("relay-failures-sqs", "schedule-failures-sqs")}

        def quiet() -> bool:
            busy = self.settings.emulator.ask("busy")
            return not (busy["executions"] or busy["stream_records"] or busy["messages"].keys() - unread)

        looks: list[bool] = []

        def at_rest() -> bool:
            looks.append(quiet())
            return len(looks) >= 3 and all(looks[-3:])  # a message may just be on its way from one queue to the next

        try:
            until(at_rest, "the bank's rest", seconds)
        except NotInTime as late:
            late.add_note(f"What goes on: {self.settings.emulator.ask('busy')}")
            raise

    def verify(self) -> None:
        """Raises AssertionError unless the books agree: the ledger with itself, its projections and the outbox with it."""
        self.settle()
        with self.inside():
            report = verify_books(now=clock.now(), grace_seconds=0)
        assert report.clean, f"The books do not agree: {report.findings}"


def environment_for(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of `local.stack` for a bank in `folder`, on free ports."""
    ports = {"PORT": str(free_port()), "EMULATOR_PORT": str(free_port())}
    ours = {"BANK_LOCAL_DIR": str(folder), "BANK_AUTOSAVE_SECONDS": "0", "BANK_ENDS_WITH": str(os.getpid())}
    return os.environ | ours | ports | settings


def command(name: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    """Runs `local.stack up` or `down`."""
    return subprocess.run(
        [sys.executable, "-m", "local.stack", name],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_UP_SECONDS,
    )


@contextmanager
def running_stack(folder: Path, **settings: str) -> Iterator[Stack]:
    """A bank from `make up` to `make down`."""
    environment = environment_for(folder, **settings)
    try:
        started = command("up", environment)
        assert started.returncode == 0, started.stdout + started.stderr
        found = json.loads((folder / "stack.json").read_text())
        yield Stack(Settings.from_environment(environment), found["admin"], found["staff"])
    finally:
        stopped = command("down", environment)
        assert stopped.returncode == 0, stopped.stdout + stopped.stderr
