"""Judge a code of a second factor, and say what has to be written so that it passes once."""

from typing import Literal

from chalicelib.identity import events, factor_store, totp
from chalicelib.identity.errors import InvalidCode
from chalicelib.identity.factors import Factor
from chalicelib.identity.model import Credential
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import rate_limit, vault
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change

FactorMethod = Literal["totp", "recovery"]
WRONG_FACTORS_AN_HOUR = 10
_HOUR_SECONDS = 60 * 60


def prove_factor(credential: Credential, method: FactorMethod, code: str, call: Call) -> list[Change]:
    """What uses the code up, for the transaction that has the effect; where it was a recovery code the owner is told.

    Raises InvalidCode. Wrong codes of a user are counted beyond a challenge as well, and before anybody looks at them: whoever
    has the password could ask for one challenge after the other.
    """
    bucket = f"{method}#{credential.user_id}"
    try:
        rate_limit.count_exactly(bucket, WRONG_FACTORS_AN_HOUR, _HOUR_SECONDS)
    except TooManyRequests:
        raise InvalidCode from None
    return [*_uses(credential, method, code, call), rate_limit.giving_back(bucket, _HOUR_SECONDS)]


def _uses(credential: Credential, method: FactorMethod, code: str, call: Call) -> list[Change]:
    enrolled = factor_store.enrolled(credential.user_id)
    if method == "totp":
        for factor in enrolled.confirmed:
            step = totp.matching_step(secret_of(factor), code, call.now)
            if step is not None and step > factor.last_step:
                return [factor_store.used(factor, step)]
    elif enrolled.recovery and enrolled.confirmed and (left := enrolled.recovery.without(code)):
        told = events.recovery_used(credential, len(left.digests), call)
        return [factor_store.keeping_codes(left, enrolled.recovery), told]
    raise InvalidCode


def secret_of(factor: Factor) -> bytes:
    """The secret that the app and the bank share."""
    return totp.from_text(vault.decrypt(factor.secret, factor.context))
