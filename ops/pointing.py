"""Which bank a command works on: the one that runs on this laptop, or the stage of AWS that BANK_STAGE names."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from ops.clients import Clients, Keys, keys_of
from release.declaration import LOCAL_ACCOUNT, LOCAL_REGION, ROOT, Place


class NoBank(Exception):
    """No bank runs where the command was to work."""


def stage() -> str:
    """The stage that a command is asked to work on: an empty BANK_STAGE says nothing."""
    return os.environ.get("BANK_STAGE") or "local"


def local_bank() -> dict[str, Any]:
    """The `stack.json` of the bank that runs on this laptop. Raises NoBank.

    What else answers on its port, another folder's bank, does not take its keys.
    """
    folder = Path(os.environ.get("BANK_LOCAL_DIR") or ROOT / ".local")
    try:
        found = json.loads((folder / "stack.json").read_text())
        Clients(found["aws_endpoint_url"], keys=keys_in(found))("sts").get_caller_identity()
    except (OSError, ValueError, KeyError, BotoCoreError, ClientError) as error:
        raise NoBank("The bank is not running here: `make up` starts it; BANK_STAGE names one on AWS.") from error
    return found


def keys_in(stack: dict[str, Any]) -> Keys:
    """The emulator's keys, from a `stack.json`."""
    return Keys(stack["aws_access_key_id"], stack["aws_secret_access_key"])


def clients_of_the_bank() -> tuple[Clients, Place]:
    """Clients of the account that a command is to look into, and where the bank's resources live. Raises NoBank."""
    if stage() == "local":
        found = local_bank()
        return Clients(found["aws_endpoint_url"], keys=keys_in(found)), Place("local")
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
    found = local_bank()
    with pointed_at(found["aws_endpoint_url"], keys=keys_in(found)):
        yield False


@contextmanager
def pointed_at(
    endpoint: str, account: str = LOCAL_ACCOUNT, keys: Keys | None = None, settings: Mapping[str, str] = {}
) -> Iterator[None]:
    """Within, the application's settings and clients are those of the stage `local` at `endpoint`."""
    keys = keys or keys_of(account)
    wanted = {
        "BANK_STAGE": "local",
        "BANK_ACCOUNT_ID": account,
        "AWS_ENDPOINT_URL": endpoint,
        **keys.environment(),
        "AWS_DEFAULT_REGION": LOCAL_REGION,
        "AWS_REGION": LOCAL_REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        **settings,
    }
    before, session = {name: os.environ.get(name) for name in wanted}, boto3.DEFAULT_SESSION
    os.environ.update(wanted)
    _turn_to(_session(keys))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _turn_to(session)


@cache
def _session(keys: Keys) -> boto3.Session:
    """Kept for each account: a new one reads what AWS's services look like anew, a tenth of a second for a client."""
    return boto3.Session(keys.access_key_id, keys.secret_access_key)


def _turn_to(session: boto3.Session | None) -> None:
    """Clients, keys and the account are remembered by the application on purpose; here it may move to another stack."""
    from chalicelib.platform import clients, settings, tokens, vault

    clients.forget()
    settings.forget_account()
    tokens.forget_keys()
    vault.forget_keys()
    boto3.DEFAULT_SESSION = session
