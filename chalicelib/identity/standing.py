"""How well the bank knows a user, from the row that they sign in by: it is read with whatever else a request reads.

BASIC: e-mail and phone are proven. FULL and ENHANCED were given after a look at documents, until a time; when that has come
the level falls back by the clock, without anybody doing anything.
"""

from datetime import datetime
from typing import Literal

from chalicelib.identity.model import Credential
from chalicelib.kernel import clock

Level = Literal["NONE", "BASIC", "FULL", "ENHANCED"]
LEVELS: tuple[Level, ...] = ("NONE", "BASIC", "FULL", "ENHANCED")


def kyc_status_of(credential: Credential, now: datetime) -> str | None:
    """How far the bank knows who they are: the copy of what was last decided, and EXPIRED once nothing is left of an approval."""
    is_over = not credential.kyc_level or clock.to_text(now) >= credential.kyc_until > ""
    return "EXPIRED" if credential.kyc_status == "APPROVED" and is_over else credential.kyc_status


def level_of(credential: Credential | None, now: datetime) -> Level:
    """NONE for who has no row."""
    if credential is None or not {"email", "phone"} <= set(credential.verified):
        return "NONE"
    given = next((level for level in LEVELS[2:] if level == credential.kyc_level), None)
    stands = given and (not credential.kyc_until or clock.to_text(now) < credential.kyc_until)
    return given if given and stands else "BASIC"
