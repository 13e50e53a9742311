"""Access tokens: HS256 JWTs signed with the keys in `password-secret`, chosen by `kid`.

The secret is {"current": kid, "keys": {kid: key}}: during a rotation two keys are valid, new tokens use `current`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.kernel import clock
from chalicelib.kernel.failures import Unauthenticated
from chalicelib.platform import settings
from chalicelib.platform.clients import client

ALGORITHM = "HS256"
TYPE = "at+jwt"  # RFC 9068
ACCESS_TOKEN_SECONDS = 15 * 60
_FRESH_SECONDS = 300
_UNKNOWN_KID_SECONDS = 10


@dataclass(frozen=True)
class SigningKeys:
    current: str
    keys: Mapping[str, str]
    read_at: float


_cached: SigningKeys | None = None


def signing_keys(*, older_than_seconds: float = _FRESH_SECONDS) -> SigningKeys:
    """The keys in the secret, read again after five minutes."""
    global _cached
    if _cached is None or clock.monotonic() - _cached.read_at > older_than_seconds:
        text = client("secretsmanager").get_secret_value(SecretId=settings.secret_name("password-secret"))["SecretString"]
        content = json.loads(text)
        _cached = SigningKeys(content["current"], content["keys"], clock.monotonic())
    return _cached


def forget_keys() -> None:
    """For a process that turns to another secret."""
    global _cached
    _cached = None


def sign(claims: Mapping[str, object]) -> str:
    """A token with these claims; `iat` and `exp` are the caller's, in epoch seconds."""
    import jwt

    keys = signing_keys()
    headers = {"kid": keys.current, "typ": TYPE}
    return jwt.encode({**claims, "aud": _audience()}, keys.keys[keys.current], ALGORITHM, headers=headers)


def _audience() -> str:
    """The API of this stage: a token of another one, or for something else, opens nothing here."""
    return f"{settings.APP}-{settings.stage()}"


def verify(token: str) -> dict[str, Any]:
    """The claims of a valid access token. Raises Unauthenticated for any other text."""
    import jwt

    try:
        kid = jwt.get_unverified_header(token).get("kid", "")
        keys = signing_keys()
        if kid not in keys.keys:  # a rotation may be seconds old
            keys = signing_keys(older_than_seconds=_UNKNOWN_KID_SECONDS)
        if jwt.get_unverified_header(token).get("typ") != TYPE:
            raise Unauthenticated("This is no access token")
        required = ["sub", "email", "roles", "customer_id", "iat", "exp", "sid", "auth_time", "amr", "aud"]
        by_our_clock: Any = {"require": required, "verify_exp": False, "verify_iat": False}  # not by the machine's, as jwt would
        claims: dict[str, Any] = jwt.decode(token, keys.keys[kid], [ALGORITHM], audience=_audience(), options=by_our_clock)
        if not int(claims["iat"]) <= clock.epoch_seconds(clock.now()) < int(claims["exp"]):
            raise Unauthenticated("The access token is expired, or of a time to come")
        return claims
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
        raise Unauthenticated("The access token is missing, malformed or expired") from error
