"""KMS: what is encrypted under an alias, and read with the same context only."""

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simulation.doubles.errors import Exceptions, refused

if TYPE_CHECKING:
    from simulation.world import World

_NONCE_BYTES = 12
_MAXIMUM_BYTES = 4096


class Kms:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self._aliases = {f"alias/{world.place.name('key', name)}" for name in world.declaration.keys}

    def encrypt(self, *, KeyId: str, Plaintext: bytes, EncryptionContext: dict[str, str]) -> dict[str, Any]:
        if not 1 <= len(Plaintext) <= _MAXIMUM_BYTES:
            raise refused("ValidationException", "Plaintext must have between 1 and 4096 bytes")
        nonce = os.urandom(_NONCE_BYTES)
        return {"KeyId": KeyId, "CiphertextBlob": nonce + self._key(KeyId).encrypt(nonce, Plaintext, _bytes(EncryptionContext))}

    def decrypt(self, *, KeyId: str, CiphertextBlob: bytes, EncryptionContext: dict[str, str]) -> dict[str, Any]:
        nonce, sealed = CiphertextBlob[:_NONCE_BYTES], CiphertextBlob[_NONCE_BYTES:]
        try:
            return {"KeyId": KeyId, "Plaintext": self._key(KeyId).decrypt(nonce, sealed, _bytes(EncryptionContext))}
        except (InvalidTag, ValueError) as error:
            raise refused("InvalidCiphertextException") from error

    def busy(self) -> bool:
        return False

    def _key(self, alias: str) -> AESGCM:
        if alias not in self._aliases:
            raise refused("NotFoundException", f"Alias {alias} is not found.")
        return AESGCM(hashlib.sha256(alias.encode()).digest())


def _bytes(context: dict[str, str]) -> bytes:
    return json.dumps(context, sort_keys=True).encode()
