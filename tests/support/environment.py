"""Points code that runs in this process (operations, stores, boto3 clients of their own) at an emulator."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import boto3

from local.emulator import ACCOUNT, REGION


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def pointed_at(endpoint: str, account: str = ACCOUNT, **settings: str) -> Iterator[None]:
    """Within, the application's settings and clients are those of a `local` stage at `endpoint`."""
    wanted = {
        "BANK_STAGE": "local",
        "BANK_ACCOUNT_ID": account,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "RATE_LIMIT_PER_MINUTE": "6000",
        **settings,
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    _forget_clients()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
        _forget_clients()


def _forget_clients() -> None:
    """Clients and the account are remembered by the application on purpose; a test may move on to another stack."""
    from chalicelib.platform import clients, settings, tokens

    clients.client.cache_clear()
    clients.signing_s3.cache_clear()
    settings._account = None
    settings._account_of_credentials.cache_clear()
    tokens._cached = None
    boto3.DEFAULT_SESSION = None
