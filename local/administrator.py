"""The administrator of a laptop's bank: made for this laptop only, with a password of its own that stays on it."""

import json
import secrets

from local.pointing import pointed_at
from local.settings import Settings, write

EMAIL = "admin@inferno.example"


def new_password() -> str:
    return secrets.token_urlsafe(18)


def ensure(settings: Settings) -> dict[str, str]:
    """Email and password of the administrator, who exists and has that password when this returns."""
    from chalicelib.identity.operations.make_admin import make_admin
    from chalicelib.kernel import clock

    path = settings.folder / "administrator.json"
    if not path.exists():
        write(path, {"email": EMAIL, "password": new_password()})
        path.chmod(0o600)
    known = json.loads(path.read_text())
    with pointed_at(settings.emulator.url, settings.place.account):
        make_admin(known["email"], known["password"], now=clock.now())
    return known
