"""The laptop's own staff: made by `make up` for this laptop only, with passwords that stay on it.

An administrator who has every role, and a colleague who has all others, so that what needs two people can be tried.
"""

import json

from chalicelib.identity.operations.make_staff import make_staff
from chalicelib.kernel import clock
from chalicelib.platform.roles import STAFF
from local.settings import Settings, write
from ops.admin import LAPTOPS_OWN, new_password
from ops.pointing import pointed_at

_ROLES = {"admin": STAFF, "staff": tuple(role for role in STAFF if role != "admin")}


def ensure(settings: Settings) -> dict[str, dict[str, str]]:
    """Email and password of each by the name in stack.json; they exist and have those passwords when this returns."""
    path = settings.folder / "staff.json"
    if not path.exists():
        write(path, {name: {"email": email, "password": new_password()} for name, email in LAPTOPS_OWN.items()})
    known = json.loads(path.read_text())
    with pointed_at(settings.emulator.url, keys=settings.keys):
        for name, roles in _ROLES.items():
            make_staff(known[name]["email"], known[name]["password"], roles, now=clock.now())
    return known
