"""Passwords: their length rule, and bcrypt around it. A password leaves this module only as a hash."""

import hashlib

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import settings

MINIMUM_BYTES, MAXIMUM_BYTES = 12, 72


def check_length(password: str) -> None:
    """Raises InvalidRequest unless the password has 12 to 72 bytes in UTF-8: bcrypt would ignore what comes after."""
    size = len(password.encode())
    if not MINIMUM_BYTES <= size <= MAXIMUM_BYTES:
        raise InvalidRequest(("password", f"must have {MINIMUM_BYTES} to {MAXIMUM_BYTES} bytes in UTF-8"))


def hash_password(password: str) -> str:
    """The bcrypt hash to store. Raises InvalidRequest for a length we do not take."""
    import bcrypt

    check_length(password)
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(settings.bcrypt_rounds())).decode()


def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password behind the hash. Always costs one bcrypt, also without a hash or for too long a password."""
    import bcrypt

    given = password.encode()
    expected = password_hash or f"$2b${settings.bcrypt_rounds():02d}${'.' * 53}"
    same = bcrypt.checkpw(given[:MAXIMUM_BYTES], expected.encode())
    return same and password_hash is not None and len(given) <= MAXIMUM_BYTES


def fingerprint(password: str, email: str) -> str:
    """What an idempotency record may know of a password: a slow hash salted with the email, as dear to guess as bcrypt's."""
    return hashlib.scrypt(password.encode(), salt=email.lower().encode(), n=2**14, r=8, p=1, dklen=32).hex()
