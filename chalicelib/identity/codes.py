"""Codes of six digits, sent to an address to prove that it is somebody's own.

A code is kept nowhere, not even in the message that asks for its mail. It follows, by HMAC with the bank's key, from the
random nonce of its challenge, and from the purpose, the address and the challenge that it is bound to.
"""

import hashlib
import hmac
import secrets

from chalicelib.identity.challenges import Challenge
from chalicelib.platform import vault

DIGITS = 6
PATTERN = rf"^[0-9]{{{DIGITS}}}\Z"


def new_nonce() -> str:
    """128 bits that nobody can foresee."""
    return secrets.token_hex(16)


def code_of(challenge: Challenge) -> str:
    """The code that was sent for a challenge."""
    digest = hmac.new(vault.key("codes"), f"{challenge.binding}\n{challenge.nonce}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"


def is_behind(challenge: Challenge, code: str) -> bool:
    """Whether it is the code that was sent; never for a challenge of nobody, or one without a code."""
    same = hmac.compare_digest(code_of(challenge).encode(), code.encode())
    return same and challenge.nonce != "" and challenge.user_id != ""
