"""Second factors: authenticator apps, and the recovery codes for the day on which the telephone is gone."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from chalicelib.platform import vault

MAXIMUM_FACTORS = 5
RECOVERY_CODES = 10
FEW_RECOVERY_CODES = 2
# Crockford's letters and digits: none of I, L, O, U, so that what is read from paper is typed right.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TYPED = str.maketrans("OIL", "011", "- ")
_RECOVERY_LETTERS = 16  # of five bits each
_GROUP = 4
FactorKind = Literal["totp"]


@dataclass(frozen=True, slots=True)
class Factor:
    """An authenticator app. `secret` is ciphertext; `last_step` is the newest step whose code was used, so that each passes once."""

    user_id: str
    factor_id: str
    secret: str
    created_at: str
    confirmed_at: str | None = None
    last_step: int = 0

    @property
    def context(self) -> dict[str, str]:
        """What its secret was encrypted with."""
        return secret_context(self.user_id, self.factor_id)


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Digests of those that are left. Made anew, the former ones are gone."""

    user_id: str
    digests: tuple[str, ...]
    made_at: str

    def without(self, code: str) -> "RecoveryCodes | None":
        """What is left after this code is used, None when it is none of these."""
        given = recovery_digest(self.user_id, code)
        left = tuple(each for each in self.digests if not hmac.compare_digest(each, given))
        return None if len(left) == len(self.digests) else RecoveryCodes(self.user_id, left, self.made_at)


def secret_context(user_id: str, factor_id: str) -> dict[str, str]:
    return {"user": user_id, "purpose": "totp", "factor": factor_id}


def new_recovery_codes() -> list[str]:
    """Ten of 80 bits each, in groups of four."""
    return [_grouped("".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LETTERS))) for _ in range(RECOVERY_CODES)]


def recovery_digest(user_id: str, code: str) -> str:
    """What a recovery code is kept as, however it is typed: small letters, blanks and dashes, O for 0, I and L for 1."""
    plain = code.upper().translate(_TYPED)
    return hmac.new(vault.key("codes", "recovery"), f"{user_id}\n{plain}".encode(), hashlib.sha256).hexdigest()


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
