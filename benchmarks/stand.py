"""An emulator of the benchmark's own, empty, with the declared tables and queues, and the bank in this process on it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.recorder import Recorder
from local import provision
from local.clients import Clients
from local.declaration import Place, load
from local.emulator import ACCOUNT, REGION, Emulator
from local.processes import stop

_MAKERS = ("make_tables", "make_queues", "make_topics", "make_buckets", "make_secrets", "make_schedules")


@contextmanager
def bank(port: int | None = None) -> Iterator:
    """A `Cloud` to ask operations of. State machines, streams and queues are played in this process."""
    with tempfile.TemporaryDirectory(prefix="bank-bench-") as folder:
        emulator = Emulator(port or _free_port(), Path(folder), enforce_iam=False, keep_state=False)
        pid = emulator.start()
        try:
            yield stand_on(emulator.url)
        finally:
            stop(pid, "local.emulator")


def stand_on(url: str):
    """The bank on an emulator that runs already."""
    os.environ |= {
        "BANK_STAGE": "local",
        "BANK_ACCOUNT_ID": ACCOUNT,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "RATE_LIMIT_PER_MINUTE": "10000000",
        "BCRYPT_ROUNDS": "4",
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
        "POWERTOOLS_METRICS_DISABLED": "true",
    }
    declaration, place, clients = load(), Place("local"), Clients(url)
    for name in _MAKERS:
        maker = getattr(provision, name)
        maker(declaration, place, clients, 2) if name == "make_queues" else maker(declaration, place, clients)
    return cloud_on(place, clients)


def cloud_on(place: Place, clients: Clients):
    """The bank in this process on tables that are there: its clients must not have been made yet, or nobody hears them."""
    recorder = Recorder()
    recorder.install()
    from app import app
    from benchmarks.cloud import Cloud

    return Cloud(app, load(), place, recorder, clients("dynamodb"))


def _free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
