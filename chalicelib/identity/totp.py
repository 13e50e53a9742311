"""Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, six digits, steps of 30 seconds.

Pure: secrets come and go as bytes. A caller keeps the last step that was used, since a code is a password for one login.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from chalicelib.kernel import clock

STEP_SECONDS, DIGITS, SECRET_BYTES = 30, 6, 20
# A code typed at the end of its step, or on a telephone whose clock is a little off, counts one step either way.
_TOLERANCE = (1, 0, -1)


def new_secret() -> bytes:
    """160 bits, as long as SHA-1's own output (RFC 4226)."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(moment: datetime) -> int:
    return clock.epoch_seconds(moment) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: bytes, code: str, now: datetime) -> int | None:
    """The step whose code this is, one before to one after the present, or None. Compares in constant time."""
    steps = [step_of(now) + off for off in _TOLERANCE]
    matching = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), code.encode())]
    return matching[0] if matching else None


def to_text(secret: bytes) -> str:
    """The secret as people type it into an app: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def from_text(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def uri(secret: bytes, account: str, issuer: str) -> str:
    """What an authenticator app reads out of a QR code."""
    parameters = {
        "secret": to_text(secret), "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS,
    }  # fmt: skip
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{urlencode(parameters, quote_via=quote)}"
