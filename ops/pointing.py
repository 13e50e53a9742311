"""Which bank a command works on: the one that runs on this laptop, or the stage of AWS that BANK_STAGE names."""

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3

from ops.clients import Clients
from release.declaration import LOCAL_ACCOUNT, LOCAL_REGION, ROOT, Place


class NoBank(Exception):
    """No bank runs where the command was to work."""


def stage() -> str:
    """The stage that a command is asked to work on: an empty BANK_STAGE says nothing."""
    return os.environ.get("BANK_STAGE") or "local"


def local_bank() -> dict:
    """The `stack.json` of the bank that runs on this laptop. Raises NoBank; another folder's bank does not count."""
    folder = Path(os.environ.get("BANK_LOCAL_DIR") or ROOT / ".local").resolve()
    try:
        found = json.loads((folder / "stack.json").read_text())
        with urllib.request.urlopen(f"{found['aws_endpoint_url']}/_bank/busy", timeout=5) as answer:
            if json.load(answer)["state"] == str(folder / "state"):
                return found
    except (OSError, ValueError):
        pass
    raise NoBank("The bank is not running here: `make up` starts it; BANK_STAGE names one on AWS.")


def clients_of_the_bank() -> tuple[Clients, Place]:
    """Clients of the account that a command is to look into, and where the bank's resources live. Raises NoBank."""
    if stage() == "local":
        return Clients(local_bank()["aws_endpoint_url"]), Place("local")
    session = boto3.Session()
    return Clients(None), Place(stage(), session.client("sts").get_caller_identity()["Account"], session.region_name)


@contextmanager
def pointed_at_the_bank() -> Iterator[bool]:
    """Within, the application's code works on the bank that a command is to work on. Says whether that is on AWS.

    Raises NoBank.
    """
    if stage() != "local":
        yield True
        return
    with pointed_at(local_bank()["aws_endpoint_url"]):
        yield False


@contextmanager
def pointed_at(endpoint: str, account: str = LOCAL_ACCOUNT, **settings: str) -> Iterator[None]:
    """Within, the application's settings and clients are those of the stage `local` at `endpoint`."""
    wanted = {
        "BANK_STAGE": "local",
        "BANK_ACCOUNT_ID": account,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": LOCAL_REGION,
        "AWS_REGION": LOCAL_REGION,
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
