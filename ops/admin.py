"""The staff of one stage: made by its operator, with the operator's own AWS credentials, never over HTTP.

`python -m ops.admin --email ops@example.com --roles lending` makes one and prints email and password. BANK_STAGE says where;
without it that is the bank that runs on this laptop, and without an email its own two, whom `make up` made.
"""

import argparse
import os
import secrets
import sys
from contextlib import nullcontext

from chalicelib.identity.errors import CustomerIsNoStaff
from chalicelib.identity.operations.make_staff import make_staff
from chalicelib.kernel import clock
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.roles import STAFF
from ops.pointing import NoBank, local_bank, pointed_at_the_bank, stage
from ops.progress import complain

# By their names in stack.json.
LAPTOPS_OWN = {"admin": "admin@inferno.example", "staff": "staff@inferno.example"}


def new_password() -> str:
    return secrets.token_urlsafe(18)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.admin", description="Make a member of staff.")
    parser.add_argument("--email", help="left out on a laptop: its own administrator and their colleague")
    parser.add_argument("--password", help="15 to 1,000 characters; a random one when left out")
    parser.add_argument("--roles", default="admin", help=f"some of {','.join(STAFF)}; admin when left out")
    given = parser.parse_args(arguments)
    own = stage() == "local" and given.email in (None, *LAPTOPS_OWN.values())
    if given.email is None and not own:
        parser.error("--email is needed on AWS")
    if own and given.password:
        parser.error("a laptop's own staff keep their passwords: --email makes another one")
    try:
        if own:
            made = [local_bank()[name] for name in LAPTOPS_OWN]
        else:
            made = [{"email": given.email, "password": given.password or new_password()}]
            # An environment that names an endpoint has said everything already.
            with nullcontext() if "AWS_ENDPOINT_URL" in os.environ else pointed_at_the_bank():
                make_staff(given.email, made[0]["password"], given.roles.split(","), now=clock.now())
    except NoBank as reason:
        complain(str(reason))
        return 1
    except (InvalidRequest, CustomerIsNoStaff) as failure:
        parser.error(failure.detail)
    for each in made:
        print(f"email:    {each['email']}\npassword: {each['password']}\nstage:    {stage()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
