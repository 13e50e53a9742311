"""Points the application's own code, running in this process, at a local stack or an emulator."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import boto3

from local.emulator import ACCOUNT, REGION
from local.settings import Settings


class NoBank(Exception):
    """No bank runs where the command was to work."""


@contextmanager
def pointed_at_the_bank() -> Iterator[bool]:
    """Within, the application's code works on the bank that runs here, or on the stage of AWS that BANK_STAGE names.

    Says whether that is on AWS. Raises NoBank.
    """
    if os.environ.get("BANK_STAGE", "local") not in ("", "local"):
        yield True
        return
    emulator = Settings.from_environment().emulator
    if not emulator.answers():
        raise NoBank("The bank is not running here: `make up` starts it; BANK_STAGE names one on AWS.")
    with pointed_at(emulator.url):
        yield False


@contextmanager
def pointed_at(endpoint: str, account: str = ACCOUNT, **settings: str) -> Iterator[None]:
    """Within, the application's settings and clients are those of the stage `local` at `endpoint`."""
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
        **settings,
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    _forget_clients()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _forget_clients()


def _forget_clients() -> None:
    """Clients, keys and the account are remembered by the application on purpose; here it may move to another stack."""
    from chalicelib.platform import clients, settings, tokens

    clients.client.cache_clear()
    clients.signing_s3.cache_clear()
    settings.forget_account()
    tokens.forget_keys()
    boto3.DEFAULT_SESSION = None
