"""An administrator of one stage: made by its operator, with the operator's own AWS credentials, never over HTTP.

`python -m local.admin --email ops@example.com` makes or promotes one and prints email and password. BANK_STAGE says where;
without it that is the bank that runs on this laptop, and without an email its own administrator: made by `make up` for this
laptop only, with a password that stays on it.
"""

import argparse
import json
import os
import secrets
import sys
from contextlib import nullcontext

from chalicelib.identity.operations.make_admin import make_admin
from chalicelib.kernel import clock
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.settings import stage as stage_asked_for
from local.pointing import NoBank, pointed_at, pointed_at_the_bank
from local.progress import complain
from local.settings import Settings, write

EMAIL = "admin@inferno.example"


def ensure(settings: Settings) -> dict[str, str]:
    """Email and password of a laptop's own administrator, who exists and has that password when this returns."""
    path = settings.folder / "administrator.json"
    if not path.exists():
        write(path, {"email": EMAIL, "password": _new_password()})
        path.chmod(0o600)
    known = json.loads(path.read_text())
    with pointed_at(settings.emulator.url, settings.place.account):
        make_admin(known["email"], known["password"], now=clock.now())
    return known


def _new_password() -> str:
    return secrets.token_urlsafe(18)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.admin", description="Make or promote an administrator.")
    parser.add_argument("--email", help="left out on a laptop: its own administrator")
    parser.add_argument("--password", help="12 to 72 bytes; a random one when left out")
    given = parser.parse_args(arguments)
    stage = stage_asked_for() or "local"  # an empty variable says nothing
    own = stage == "local" and given.email in (None, EMAIL)
    if own and given.password:
        parser.error("a laptop's own administrator keeps their password: --email makes another one")
    if given.email is None and not own:
        parser.error("--email is needed on AWS")
    try:
        # An environment that names an endpoint has said everything already.
        with nullcontext() if "AWS_ENDPOINT_URL" in os.environ and not own else pointed_at_the_bank():
            if own:
                made = ensure(Settings.from_environment())
            else:
                made = {"email": given.email, "password": given.password or _new_password()}
                make_admin(made["email"], made["password"], now=clock.now())
    except NoBank as reason:
        complain(str(reason))
        return 1
    except InvalidRequest as failure:
        parser.error(failure.detail)
    print(f"email:    {made['email']}\npassword: {made['password']}\nstage:    {stage}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
