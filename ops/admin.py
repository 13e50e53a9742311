"""An administrator of one stage: made by its operator, with the operator's own AWS credentials, never over HTTP.

`python -m ops.admin --email ops@example.com` makes or promotes one and prints email and password. BANK_STAGE says where;
without it that is the bank that runs on this laptop, and without an email its own administrator, whom `make up` made.
"""

import argparse
import os
import secrets
import sys
from contextlib import nullcontext

from chalicelib.identity.operations.make_admin import make_admin
from chalicelib.kernel import clock
from chalicelib.kernel.failures import InvalidRequest
from ops.pointing import NoBank, local_bank, pointed_at_the_bank, stage
from ops.progress import complain

LAPTOPS_OWN = "admin@inferno.example"


def new_password() -> str:
    return secrets.token_urlsafe(18)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.admin", description="Make or promote an administrator.")
    parser.add_argument("--email", help="left out on a laptop: its own administrator")
    parser.add_argument("--password", help="12 to 72 bytes; a random one when left out")
    given = parser.parse_args(arguments)
    own = stage() == "local" and given.email in (None, LAPTOPS_OWN)
    if given.email is None and not own:
        parser.error("--email is needed on AWS")
    if own and given.password:
        parser.error("a laptop's own administrator keeps their password: --email makes another one")
    try:
        if own:
            made = local_bank()["admin"]
        else:
            made = {"email": given.email, "password": given.password or new_password()}
            # An environment that names an endpoint has said everything already.
            with nullcontext() if "AWS_ENDPOINT_URL" in os.environ else pointed_at_the_bank():
                make_admin(made["email"], made["password"], now=clock.now())
    except NoBank as reason:
        complain(str(reason))
        return 1
    except InvalidRequest as failure:
        parser.error(failure.detail)
    print(f"email:    {made['email']}\npassword: {made['password']}\nstage:    {stage()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
