"""An emulator of the benchmark's own, empty, with the declared tables and queues, and the bank in this process on it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.recorder import Recorder
from local import provision
from local.emulator import Emulator
from local.processes import free_port, stop
from ops.clients import Clients
from ops.pointing import pointed_at
from release.declaration import Place, load

if TYPE_CHECKING:
    from benchmarks.cloud import Cloud  # at run time only once the emulator is pointed at: it imports the application

_MAKERS = (
    "make_tables",
    "make_queues",
    "make_topics",
    "make_buckets",
    "make_secrets",
    "make_keys",
    "make_schedules",
    "upload_screening_list",
)

_SETTINGS = {
    "RATE_LIMIT_PER_MINUTE": "10000000",
    "BCRYPT_ROUNDS": "4",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "POWERTOOLS_METRICS_DISABLED": "true",
}


@contextmanager
def bank(port: int | None = None) -> "Iterator[Cloud]":
    """A `Cloud` to ask operations of. State machines, streams and queues are played in this process."""
    with tempfile.TemporaryDirectory(prefix="bank-bench-") as folder:
        emulator = Emulator(port or free_port(), Path(folder), enforce_iam=False, keep_state=False)
        pid = emulator.start()
        try:
            with pointed_at(emulator.url, settings=_SETTINGS):
                yield _stand_on(emulator.url)
        finally:
            stop(pid, "local.emulator")


def _stand_on(url: str) -> "Cloud":
    declaration, place, clients = load(), Place("local"), Clients(url)
    for name in _MAKERS:
        maker = getattr(provision, name)
        maker(declaration, place, clients, 2) if name == "make_queues" else maker(declaration, place, clients)
    return cloud_on(place, clients)


def cloud_on(place: Place, clients: Clients) -> "Cloud":
    """The bank in this process on tables that are there: its clients must not have been made yet, or nobody hears them."""
    recorder = Recorder()
    recorder.install()
    from app import app
    from benchmarks.cloud import Cloud

    return Cloud(app, load(), place, recorder, clients("dynamodb"))
