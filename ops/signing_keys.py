"""The keys that access tokens are signed with: made and turned over here, by a stage's operator, and kept in its secret only.

    python -m ops.signing_keys             the first key, where there is none yet
    python -m ops.signing_keys --rotate    a new key signs; the others are still accepted
    python -m ops.signing_keys --retire    only the key that signs is accepted

The secret is {"current": id, "keys": {id: key}}; Terraform makes it empty, so that no state and no plan ever holds a key.
Key ids are printed, keys are not.
"""

import argparse
import base64
import json
import secrets
import sys
from typing import Any

from ops.clients import Clients
from ops.pointing import NoBank, clients_of_the_bank
from ops.progress import complain
from release.declaration import Place

SECRET = "password-secret"  # noqa: S105  its name
_KEY_BYTES = 48


def with_new_key(keys: dict[str, Any] | None) -> dict[str, Any]:
    """The content of the secret with one more key, which signs from now on."""
    key_id = secrets.token_hex(4)
    key = base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
    return {"current": key_id, "keys": {key_id: key, **(keys["keys"] if keys else {})}}


def only_the_one_that_signs(keys: dict[str, Any]) -> dict[str, Any]:
    return {"current": keys["current"], "keys": {keys["current"]: keys["keys"][keys["current"]]}}


def read(clients: Clients, place: Place, secret: str = SECRET) -> dict[str, Any] | None:
    """The keys in a secret, None while it is empty. Raises ResourceNotFoundException when there is no secret either."""
    manager = clients("secretsmanager")
    manager.describe_secret(SecretId=place.name("secret", secret))
    try:
        text = manager.get_secret_value(SecretId=place.name("secret", secret)).get("SecretString")
    except manager.exceptions.ResourceNotFoundException:  # there is a secret, so it is a value that is missing
        return None
    return json.loads(text) if text else None


def turn(clients: Clients, place: Place, *, rotate: bool = False, retire: bool = False) -> tuple[dict[str, Any], bool]:
    """Does what was asked; the keys, and whether they changed. A first key is made in any case, and only once unless asked."""
    keys = found = read(clients, place)
    if keys is None or rotate:
        keys = with_new_key(keys)
    elif retire:
        keys = only_the_one_that_signs(keys)
    if keys != found:
        clients("secretsmanager").put_secret_value(SecretId=place.name("secret", SECRET), SecretString=json.dumps(keys))
    return keys, keys != found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.signing_keys", description="Make or turn over a stage's signing keys.")
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--rotate", action="store_true", help="a new key signs; the others are still accepted")
    asked.add_argument("--retire", action="store_true", help="only the key that signs is accepted from now on")
    given = parser.parse_args(arguments)
    try:
        clients, place = clients_of_the_bank()
    except NoBank as reason:
        complain(str(reason))
        return 1
    try:
        keys, changed = turn(clients, place, rotate=given.rotate, retire=given.retire)
    except clients("secretsmanager").exceptions.ResourceNotFoundException:
        complain(f"{place.name('secret', SECRET)} is not there: terraform apply makes it")
        return 1
    others = ", ".join(key for key in keys["keys"] if key != keys["current"]) or "none"
    print(
        f"signs:    {keys['current']}\naccepted: {others} besides\nstage:    {place.stage}\n{'changed' if changed else 'as it was'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
