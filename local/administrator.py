"""The administrator of a laptop's bank: made for this laptop only, with a password of its own that stays on it."""

import json

from local.pointing import pointed_at
from local.settings import Settings, write


def ensure(settings: Settings) -> dict[str, str]:
    """Email and password of the administrator, who exists when this returns."""
    from local.admin import LAPTOP_EMAIL, make_admin, new_password

    path = settings.folder / "administrator.json"
    if not path.exists():
        write(path, {"email": LAPTOP_EMAIL, "password": new_password()})
        path.chmod(0o600)
    known = json.loads(path.read_text())
    with pointed_at(settings.emulator.url, settings.place.account):
        make_admin(known["email"], known["password"])
    return known
