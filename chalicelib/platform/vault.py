"""What must not lie open: personal data as ciphertext of KMS, keyed digests to find it by, and the bank's own secret keys.

The key `personal-data` never leaves KMS. The secret `identity-keys` is {"pepper": key, "codes": key, "mac": key}: what is
derived from them lies in tables, so they are made once and never turned (`make identity-keys`).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Literal

from chalicelib.platform import settings
from chalicelib.platform.clients import client

KEY, SECRET = "personal-data", "identity-keys"
Name = Literal["pepper", "codes", "mac"]
NAMES: tuple[Name, ...] = ("pepper", "codes", "mac")
_cached: Mapping[str, bytes] | None = None


def encrypt(plain: str, context: Mapping[str, str]) -> str:
    """The ciphertext, as text, of at most 4,096 bytes. Only with the same context can it be read.

    The context says whose it is and what: {"customer": id, "field": "ssn"}. It stands in KMS's log in the clear, so it holds
    ids and names of fields.
    """
    answer = client("kms").encrypt(KeyId=settings.key_alias(KEY), Plaintext=plain.encode(), EncryptionContext=dict(context))
    return base64.b64encode(answer["CiphertextBlob"]).decode()


def decrypt(ciphertext: str, context: Mapping[str, str]) -> str:
    """What was encrypted. Raises KMS's InvalidCiphertextException for another context, or for what is no ciphertext of ours."""
    answer = client("kms").decrypt(
        KeyId=settings.key_alias(KEY), CiphertextBlob=base64.b64decode(ciphertext), EncryptionContext=dict(context)
    )
    return answer["Plaintext"].decode()


def mac(purpose: str, value: str) -> str:
    """HMAC-SHA-256 in hexadecimal, under a key of this purpose alone: a value can be looked for, and not be guessed, by it.

    Whoever calls it has brought the value into one form first.
    """
    return hmac.new(key("mac", purpose), value.encode(), hashlib.sha256).hexdigest()


def key(name: Name, purpose: str = "") -> bytes:
    """32 bytes derived from a secret key for one purpose (HKDF-Expand of RFC 5869: the secret key is uniform already)."""
    return hmac.new(_secret_keys()[name], purpose.encode() + b"\x01", hashlib.sha256).digest()


def _secret_keys() -> Mapping[str, bytes]:
    global _cached
    if _cached is None:
        text = client("secretsmanager").get_secret_value(SecretId=settings.secret_name(SECRET))["SecretString"]
        _cached = {name: base64.b64decode(encoded) for name, encoded in json.loads(text).items()}
    return _cached


def forget_keys() -> None:
    """For a process that turns to another secret."""
    global _cached
    _cached = None
