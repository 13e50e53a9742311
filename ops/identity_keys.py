"""The keys behind what identity and customers keep digests of: passwords (pepper), codes (codes), personal numbers (mac).

    python -m ops.identity_keys            makes the keys that are missing, and never touches one that is there

They are never turned over: what was derived from them lies in the tables. Without them no password and no number is known
again, so whoever deletes the secret waits out its thirty days. No key is ever printed.
"""

import base64
import json
import secrets
import sys

from chalicelib.platform.vault import NAMES, SECRET
from ops.clients import Clients
from ops.pointing import NoBank, clients_of_the_bank
from ops.progress import complain
from ops.signing_keys import read
from release.declaration import Place

_KEY_BYTES = 32


def complete(keys: dict[str, str] | None) -> dict[str, str]:
    """The content of the secret with every key that it should have."""
    made: dict[str, str] = {name: base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() for name in NAMES}
    return {**made, **(keys or {})}


def fill(clients: Clients, place: Place) -> list[str]:
    """Makes what is missing; the names of the keys that were made."""
    found = read(clients, place, SECRET)
    keys = complete(found)
    made = sorted(keys.keys() - (found or {}).keys())
    if made:
        clients("secretsmanager").put_secret_value(SecretId=place.name("secret", SECRET), SecretString=json.dumps(keys))
    return made


def main() -> int:
    try:
        clients, place = clients_of_the_bank()
    except NoBank as reason:
        complain(str(reason))
        return 1
    try:
        made = fill(clients, place)
    except clients("secretsmanager").exceptions.ResourceNotFoundException:
        complain(f"{place.name('secret', SECRET)} is not there: terraform apply makes it")
        return 1
    print(f"made:  {', '.join(made) or 'none'}\nstage: {place.stage}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
