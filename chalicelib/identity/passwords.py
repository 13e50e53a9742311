"""Passwords: their length rule, and bcrypt around it. A password leaves this module only as a hash."""

import hashlib
import unicodedata

from chalicelib.identity.model import email_key
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import settings

MINIMUM_BYTES, MAXIMUM_BYTES = 12, 72


def check_length(password: str) -> None:
    """Raises InvalidRequest unless the password has 12 to 72 bytes in UTF-8: bcrypt would ignore what comes after."""
    size = len(prepared(password).encode())
    if not MINIMUM_BYTES <= size <= MAXIMUM_BYTES:
        raise InvalidRequest(("password", f"must have {MINIMUM_BYTES} to {MAXIMUM_BYTES} bytes in UTF-8"))


def prepared(password: str) -> str:
    """As RFC 8265 prepares a password: however a keyboard composes its letters (NFC), and whatever blank it types."""
    plain = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", plain)


def hash_password(password: str) -> str:
    """The bcrypt hash to store. Raises InvalidRequest for a length we do not take."""
    import bcrypt

    check_length(password)
    return bcrypt.hashpw(prepared(password).encode(), bcrypt.gensalt(settings.bcrypt_rounds())).decode()


def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password behind the hash, prepared or, as older hashes were made, as given.

    Costs one bcrypt for each of the two that differ: what is asked decides that, never whether there is a hash.
    """
    expected = password_hash or f"$2b${settings.bcrypt_rounds():02d}${'.' * 53}"
    same = [_is_behind(expected, each) for each in dict.fromkeys((prepared(password), password))]
    return any(same) and password_hash is not None


def _is_behind(expected: str, password: str) -> bool:
    import bcrypt

    given = password.encode()
    same = bcrypt.checkpw(given[:MAXIMUM_BYTES], expected.encode())
    return same and len(given) <= MAXIMUM_BYTES


def fingerprint(password: str, email: str) -> str:
    """What an idempotency record may know of a password: a slow hash salted with the email, as dear to guess as bcrypt's."""
    return hashlib.scrypt(prepared(password).encode(), salt=email_key(email).encode(), n=2**14, r=8, p=1, dklen=32).hex()
