"""An administrator of one stage: made by its operator, with the operator's own AWS credentials, never over HTTP.

`python -m local.admin --email ops@example.com` makes or promotes one and prints email and password. BANK_STAGE says where;
on a laptop the running stack is found by .local/stack.json.
"""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

from chalicelib.identity.operations.make_admin import make_admin as make_admin_
from chalicelib.kernel import clock
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import settings

STACK = Path(__file__).resolve().parent.parent / ".local" / "stack.json"
LAPTOP_EMAIL = "admin@inferno.example"


def make_admin(email: str, password: str) -> None:
    """After it, email and password sign in with the role admin, in the stage and at the endpoint of this process's settings.

    Raises InvalidRequest for an email or a password we do not take.
    """
    make_admin_(email, password, now=clock.now())


def new_password() -> str:
    return secrets.token_urlsafe(18)


def _find_laptop() -> None:
    """Points this process at the stack that runs on this laptop, unless the environment names an endpoint already."""
    if settings.stage() != "local" or "AWS_ENDPOINT_URL" in os.environ:
        return
    if not STACK.exists():
        raise SystemExit("No local stack is running; start one with `make up`, or set BANK_STAGE for one on AWS.")
    stack = json.loads(STACK.read_text())
    os.environ["AWS_ENDPOINT_URL"] = stack["aws_endpoint_url"]
    os.environ["AWS_REGION"] = stack["region"]
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "000000000000")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "test")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.admin", description="Make or promote an administrator.")
    parser.add_argument("--email", default=LAPTOP_EMAIL if settings.stage() == "local" else None)
    parser.add_argument("--password", help="12 to 72 bytes; a random one when left out")
    given = parser.parse_args(arguments)
    if given.email is None:
        parser.error("--email is needed on AWS")
    password = given.password or new_password()
    _find_laptop()
    try:
        make_admin(given.email, password)
    except InvalidRequest as failure:
        parser.error(failure.detail)
    print(f"email:    {given.email}\npassword: {password}\nstage:    {settings.stage()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
