"""The laptop's own administrator: made by `make up` for this laptop only, with a password that stays on it."""

import json

from chalicelib.identity.operations.make_admin import make_admin
from chalicelib.kernel import clock
from local.settings import Settings, write
from ops.admin import LAPTOPS_OWN, new_password
from ops.pointing import pointed_at


def ensure(settings: Settings) -> dict[str, str]:
    """Email and password of the administrator, who exists and has that password when this returns."""
    path = settings.folder / "administrator.json"
    if not path.exists():
        write(path, {"email": LAPTOPS_OWN, "password": new_password()})
        path.chmod(0o600)
    known = json.loads(path.read_text())
    with pointed_at(settings.emulator.url, settings.place.account):
        make_admin(known["email"], known["password"], now=clock.now())
    return known
